using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Server.Users.Passwords.Foreign;

namespace Identity.Server.Tests.Users.Passwords.Foreign;

public sealed class KeycloakCredentialTests
{
    // Keycloak's digests have 64 bytes, whatever the function.
    private const string Value =
        "urOyUQh/jjOATd8oHoSqvgYKpV00kmZ0btRuzW5MDgXT8v2LcfLGCoAqgvntnQxnhVNMCbpR5wg1OhRbmSm+pA==";

    private readonly JsonObject _secret = new() { ["value"] = Value, ["salt"] = "8PHy8/T19vf4+fr7/P3+/w==" };

    private readonly JsonObject _how = new() { ["hashIterations"] = 1000, ["algorithm"] = "pbkdf2-sha256" };

    private readonly JsonObject _credential = new() { ["type"] = "password", ["createdDate"] = 1750000000000 };

    [Fact]
    public void A_password_becomes_one_text_of_ours()
    {
        var hash = Read()!.Hash!;

        Assert.StartsWith(
            "$pbkdf2-sha256$i=1000$8PHy8/T19vf4+fr7/P3+/w$urOyUQh/",
            hash.ToText(),
            StringComparison.Ordinal
        );
        Assert.True(hash.Verify(Encoding.UTF8.GetBytes("Größe-72 ☃")));
    }

    [Fact]
    public void Its_newest_versions_use_argon2_which_is_named()
    {
        _how["algorithm"] = "argon2";

        Assert.StartsWith("argon2", Read()!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_credential_of_another_kind_is_no_password()
    {
        _credential["type"] = "otp";

        Assert.Null(Read());
    }

    [Theory]
    [InlineData("hashIterations")]
    [InlineData("algorithm")]
    public void What_is_missing_is_no_hash(string name)
    {
        _how.Remove(name);

        Assert.NotNull(Read()!.Problem);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public void What_is_no_object_is_no_hash(string secretData)
    {
        _credential["secretData"] = secretData;

        Assert.NotNull(Read()!.Problem);
    }

    private HashReading? Read()
    {
        _credential["credentialData"] ??= _how.ToJsonString();
        _credential["secretData"] ??= _secret.ToJsonString();
        using var json = JsonDocument.Parse(_credential.ToJsonString());
        return KeycloakCredential.Read(json.RootElement);
    }
}
