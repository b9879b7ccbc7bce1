using System.Text.Json;

namespace Identity.Server.Users.Passwords.Foreign;

/// <summary>Reads a password out of a credential of Keycloak's realm export, which keeps the hash and how it was made in two texts of JSON.</summary>
internal static class KeycloakCredential
{
    /// <returns>Null where the credential is no password.</returns>
    public static HashReading? Read(JsonElement credential)
    {
        if (credential.ValueKind is not JsonValueKind.Object || Text(credential, "type") != "password")
            return null;
        try
        {
            using var secret = JsonDocument.Parse(Text(credential, "secretData") ?? "{}");
            using var how = JsonDocument.Parse(Text(credential, "credentialData") ?? "{}");
            return Read(how.RootElement, secret.RootElement);
        }
        catch (JsonException)
        {
            return new HashReading("a credential that is not JSON");
        }
    }

    private static HashReading Read(JsonElement how, JsonElement secret)
    {
        var name = Text(how, "algorithm");
        if (name is null || Pbkdf2Text.ByName(name, "pbkdf2-") is not { } algorithm)
            return new HashReading(OtherHashes.ProblemOf(name == "argon2" ? "argon2$argon2" : $"${name}$"));
        var iterations =
            how.TryGetProperty("hashIterations", out var number) && number.TryGetInt32(out var given) ? given : 0;
        return Pbkdf2Hash.Read(
            algorithm,
            iterations,
            Pbkdf2Text.Base64(Text(secret, "salt") ?? "") ?? [],
            Pbkdf2Text.Base64(Text(secret, "value") ?? "") ?? []
        );
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
