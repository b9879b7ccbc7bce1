using System.Text.Json;

namespace Identity.Server.Tests.Users.Passwords;

/// <summary>Openwall's test table, where the machine has it beside the checkout.</summary>
internal static class BcryptVectors
{
    public sealed record Vector(byte[] Password, string Text, bool IsInvalid);

    public static IReadOnlyList<Vector> Read()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Identity.sln")))
            root = root.Parent;

        var file = Path.Combine(root?.Parent?.FullName ?? "", "shared", "vectors", "bcrypt.json");
        if (!File.Exists(file))
            Assert.Skip("shared/vectors/bcrypt.json is not beside the checkout.");

        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. json.RootElement.GetProperty("vectors").EnumerateArray().Select(ReadOne)];
    }

    private static Vector ReadOne(JsonElement vector) =>
        new(
            Convert.FromHexString(vector.GetProperty("password_hex").GetString()!),
            (vector.TryGetProperty("hash", out var hash) ? hash : vector.GetProperty("setting")).GetString()!,
            vector.TryGetProperty("invalid", out var invalid) && invalid.GetBoolean()
        );
}
