using Identity.Server.Database;

namespace Identity.Server.Commands;

/// <summary>The demo's secrets as shell variables in .data/demo.env, which only their owner can read.</summary>
internal sealed record DemoVariables(
    string? Id,
    string? ClientId,
    string? ClientSecret,
    string? DemoUser,
    string? DemoPassword
)
{
    private const string SecretSuffix = "_SECRET";
    private const string ClientSecretName = "CLIENT_SECRET";
    private const string AdminClientSecretName = "ADMIN_CLIENT_SECRET";

    /// <summary>Where the administrators' site is.</summary>
    public string? Admin { get; init; }

    /// <summary>Who owns the demo.</summary>
    public string? AdminUser { get; init; }

    public string? AdminPassword { get; init; }

    public string? AdminClientId { get; init; }

    public string? AdminClientSecret { get; init; }

    /// <summary>The secrets shared with the APIs of the systems that moved in, by the variables their profiles name.</summary>
    public IReadOnlyDictionary<string, string> ApiSecrets { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public static string File { get; } = DevelopmentFolder.Path("demo.env");

    public static DemoVariables Read()
    {
        var lines = System.IO.File.Exists(File) ? System.IO.File.ReadAllLines(File) : [];
        var values = lines
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new DemoVariables(
            values.GetValueOrDefault("ID"),
            values.GetValueOrDefault("CLIENT_ID"),
            values.GetValueOrDefault(ClientSecretName),
            values.GetValueOrDefault("DEMO_USER"),
            values.GetValueOrDefault("DEMO_PASSWORD")
        )
        {
            Admin = values.GetValueOrDefault("ADMIN"),
            AdminUser = values.GetValueOrDefault("ADMIN_USER"),
            AdminPassword = values.GetValueOrDefault("ADMIN_PASSWORD"),
            AdminClientId = values.GetValueOrDefault("ADMIN_CLIENT_ID"),
            AdminClientSecret = values.GetValueOrDefault(AdminClientSecretName),
            ApiSecrets = values
                .Where(pair => pair.Key is not (ClientSecretName or AdminClientSecretName))
                .Where(pair => pair.Key.EndsWith(SecretSuffix, StringComparison.Ordinal))
                .ToDictionary(StringComparer.Ordinal),
        };
    }

    public void Write()
    {
        Directory.CreateDirectory(DevelopmentFolder.Root);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(File, options);
        writer.WriteLine($"ID={Id}");
        writer.WriteLine($"CLIENT_ID={ClientId}");
        writer.WriteLine($"{ClientSecretName}={ClientSecret}");
        writer.WriteLine($"DEMO_USER={DemoUser}");
        writer.WriteLine($"DEMO_PASSWORD={DemoPassword}");
        writer.WriteLine($"ADMIN={Admin}");
        writer.WriteLine($"ADMIN_USER={AdminUser}");
        writer.WriteLine($"ADMIN_PASSWORD={AdminPassword}");
        writer.WriteLine($"ADMIN_CLIENT_ID={AdminClientId}");
        writer.WriteLine($"{AdminClientSecretName}={AdminClientSecret}");
        foreach (var (name, secret) in ApiSecrets)
            writer.WriteLine($"{name}={secret}");
    }

    public override string ToString() => $"the demo's variables in {File}";
}
