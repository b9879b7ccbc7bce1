namespace Identity.Admin.Hosting;

/// <summary>What the site must be told: where the server is, and as which of its clients people sign in here.</summary>
/// <remarks>From variables (<c>IDENTITY_ADMIN__Issuer</c>), the command line, or appsettings files, in this order.</remarks>
public sealed record Settings
{
    public const string Prefix = "IDENTITY_ADMIN__";

    private const int FewestSecretCharacters = 32;

    /// <summary>The server's issuer; its management API is below it.</summary>
    public required Uri Issuer { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Never shown, and never logged.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>Where the keys are kept that seal cookies; null keeps them in memory: then a restart has people sign in again.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>Where the management API is.</summary>
    public Uri Api => new(Issuer.AbsoluteUri.TrimEnd('/') + "/api/v1/");

    public override string ToString() => $"{ClientId} at {Issuer}";

    /// <exception cref="SettingsException">Something is missing or wrong; there is one sentence for each.</exception>
    public static Settings Read(IConfiguration from)
    {
        List<string> faults = [];
        var issuer = ReadIssuer(from["Issuer"], faults);
        var clientId = from["ClientId"] is { Length: > 0 } named ? named : "identity-admin";
        var secret = ReadSecret(from, clientId, faults);
        var folder = from["KeysFolder"] is { Length: > 0 } path ? path : null;
        if (folder is not null && !Directory.Exists(folder))
            faults.Add($"KeysFolder is {folder}, which is not a folder.");
        if (faults.Count > 0)
            throw new SettingsException(faults);
        return new Settings
        {
            Issuer = issuer!,
            ClientId = clientId,
            ClientSecret = secret,
            KeysFolder = folder,
        };
    }

    // A file is how containers are given secrets: a variable can be read by whoever may look at the process.
    private static string ReadSecret(IConfiguration from, string clientId, List<string> faults)
    {
        var (secret, file) = (from["ClientSecret"] ?? "", from["ClientSecretFile"] ?? "");
        if (file.Length > 0)
        {
            if (secret.Length > 0)
                faults.Add("ClientSecret and ClientSecretFile are both set: one of them is enough.");
            if (!File.Exists(file))
            {
                faults.Add($"ClientSecretFile is {file}, which is not a file.");
                return "";
            }
            secret = File.ReadAllText(file).Trim();
        }

        if (secret.Length == 0)
        {
            faults.Add(
                $"ClientSecret is missing: set {Prefix}ClientSecret to the secret of the client {clientId}, "
                    + $"or {Prefix}ClientSecretFile to a file that holds it."
            );
        }
        else if (secret.Length < FewestSecretCharacters)
        {
            faults.Add($"ClientSecret is too short: the server's have at least {FewestSecretCharacters} characters.");
        }
        return secret;
    }

    private static Uri? ReadIssuer(string? text, List<string> faults)
    {
        if (string.IsNullOrEmpty(text))
        {
            faults.Add(
                $"Issuer is missing: set {Prefix}Issuer to the server's address, such as https://id.example.com."
            );
            return null;
        }
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var issuer)
            || (issuer.Scheme != Uri.UriSchemeHttps && issuer.Scheme != Uri.UriSchemeHttp)
            || issuer.Query.Length > 0
            || issuer.Fragment.Length > 0
        )
        {
            faults.Add($"Issuer is {text}, which is not an address such as https://id.example.com.");
            return null;
        }
        if (issuer.Scheme == Uri.UriSchemeHttp && !issuer.IsLoopback)
        {
            faults.Add($"Issuer is {text}: without https only a server on this machine is trusted.");
            return null;
        }
        return issuer;
    }
}

/// <summary>The site cannot start as it is set up.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults)
    : InvalidOperationException(string.Join(' ', faults))
{
    public IReadOnlyList<string> Faults => faults;
}
