using System.Text.Json;
using Identity.Jose;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The modules of the plan that looks at the metadata alone.</summary>
public sealed class DiscoveryModules(Op op) : IClassFixture<Op>
{
    [Fact(DisplayName = "oidcc-discovery-endpoint-verification")]
    public async Task The_metadata_is_complete_and_true()
    {
        // OpenID Connect Discovery §4.3
        Assert.Equal(op.Address, new Uri(op.Issuer));
        Contains("response_types_supported", ["code", "id_token", "id_token token"]);
        Contains("response_types_supported", ["code id_token", "code token", "code id_token token"]);
        Contains("response_modes_supported", ["query", "fragment", "form_post"]);
        Contains("grant_types_supported", ["authorization_code", "implicit", "refresh_token"]);
        Contains("subject_types_supported", ["public", "pairwise"]);
        Contains("id_token_signing_alg_values_supported", ["RS256"]);
        Contains("userinfo_signing_alg_values_supported", ["RS256"]);
        Contains("request_object_signing_alg_values_supported", ["RS256"]);
        Contains("token_endpoint_auth_methods_supported", ["client_secret_basic", "client_secret_post"]);
        Contains("scopes_supported", ["openid", "profile", "email", "address", "phone", "offline_access"]);
        Contains("claims_supported", ["sub", "iss", "name", "email", "email_verified"]);
        foreach (var what in new[] { "claims", "request", "request_uri" })
            Assert.True(op.Metadata.GetProperty($"{what}_parameter_supported").GetBoolean(), what);
        await KeysAreInOrderAsync();
    }

    [Fact]
    public async Task Every_endpoint_that_is_named_is_there()
    {
        var names = op
            .Metadata.EnumerateObject()
            .Select(member => member.Name)
            .Where(name => name.EndsWith("_endpoint", StringComparison.Ordinal) || name is "jwks_uri")
            .ToArray();
        string[] needed = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "registration_endpoint"];
        Assert.Empty(needed.Except(names, StringComparer.Ordinal));
        foreach (var name in names)
        {
            var got = await op.GetAsync(op.Path(name));

            Assert.True(got.Status != 404 && got.Status < 500, $"{name} answers {got.Status}");
        }
    }

    [Fact]
    public void Every_signature_that_is_named_is_one_that_there_is()
    {
        var lists = op
            .Metadata.EnumerateObject()
            .Where(member => member.Name.EndsWith("_signing_alg_values_supported", StringComparison.Ordinal));

        Assert.NotEmpty(lists);
        foreach (var algorithm in lists.SelectMany(list => list.Value.EnumerateArray()))
            Assert.True(JwsAlgorithm.TryParse(algorithm.GetString(), out _), algorithm.GetString());
    }

    private async Task KeysAreInOrderAsync()
    {
        _ = await op.KeysAsync();
        var keys = (await op.GetAsync(op.Path("jwks_uri"))).Json.GetProperty("keys").EnumerateArray().ToArray();
        Assert.Contains(keys, key => key.GetProperty("kty").GetString() == "RSA");
        Assert.All(keys, key => Assert.Equal(JsonValueKind.String, key.GetProperty("use").ValueKind));
    }

    private void Contains(string list, string[] values)
    {
        var missing = values.Except(op.Promised(list)).ToArray();
        Assert.True(missing is [], $"{list}: {string.Join(", ", missing)} is missing");
    }
}
