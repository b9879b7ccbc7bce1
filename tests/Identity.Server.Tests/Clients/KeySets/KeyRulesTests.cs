using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Tests;

namespace Identity.Server.Tests.Clients.KeySets;

[Spec("RFC 7591 §2")]
public sealed class KeyRulesTests
{
    private static readonly NewClient Valid = new()
    {
        ClientId = "web",
        GrantTypes = ["client_credentials"],
        AuthenticationMethod = ClientAuthenticationMethod.PrivateKeyJwt,
        Metadata = new ClientMetadata { Jwks = Set(JwkOf(JwsAlgorithm.ES256)) },
    };

    [Fact]
    public void The_fixture_is_valid() => Assert.Null(Valid.Problem());

    [Theory]
    [InlineData("https://client.example/keys", true)]
    [InlineData("http://localhost:3000/keys", true)] // whether it is asked is decided when it is asked
    [InlineData("ftp://client.example/keys", false)]
    [InlineData("https://client.example/keys#1", false)]
    [InlineData("https://user@client.example/keys", false)]
    [InlineData("https://0x7f.1/keys", false)]
    [InlineData("/keys", false)]
    [InlineData("", false)]
    public void The_url_of_a_key_set_is_one_that_can_be_asked(string url, bool isValid) =>
        Assert.Equal(isValid, With(new ClientMetadata { JwksUri = url }).Problem() is null);

    [Fact]
    public void Keys_come_from_one_place_and_must_come_from_somewhere()
    {
        Refused(With(Valid.Metadata with { JwksUri = "https://client.example/keys" }), "not both");
        Refused(With(ClientMetadata.Empty), "needs a key set");
        Assert.Null((Valid with { AuthenticationMethod = ClientAuthenticationMethod.ClientSecretBasic }).Problem());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[7]}""")]
    [InlineData("""{"keys":[{"kty":"OKP"}]}""")]
    [InlineData("""[]""")]
    [InlineData("null")]
    public void A_set_without_a_key_is_refused(string jwks) =>
        Refused(With(new ClientMetadata { Jwks = JsonDocument.Parse(jwks).RootElement }), "key set");

    [Fact]
    public void A_private_key_is_refused_and_not_repeated()
    {
        var jwk = JwkOf(JwsAlgorithm.ES256);
        jwk["d"] = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I";
        var secret = new JsonObject
        {
            ["kty"] = "oct",
            ["k"] = new string('A', 43),
            ["alg"] = "HS256",
        };

        Refused(With(new ClientMetadata { Jwks = Set(jwk) }), "private key");
        Refused(With(new ClientMetadata { Jwks = Set(secret) }), "private key");
        Assert.DoesNotContain(
            jwk["d"]!.GetValue<string>(),
            With(new ClientMetadata { Jwks = Set(jwk) }).Problem(),
            StringComparison.Ordinal
        );
    }

    [Fact, Spec("OpenID Connect Dynamic Client Registration §2")]
    public void A_key_for_another_use_is_none_to_sign_with()
    {
        var jwk = JwkOf(JwsAlgorithm.ES256);
        jwk["use"] = "enc";

        Refused(With(new ClientMetadata { Jwks = Set(jwk) }), "no key that an assertion");
        Assert.Null(With(new ClientMetadata { Jwks = Set(jwk, JwkOf(JwsAlgorithm.RS256)) }).Problem());
    }

    [Theory]
    [InlineData(ClientAuthenticationMethod.PrivateKeyJwt, "ES256", true)]
    [InlineData(ClientAuthenticationMethod.PrivateKeyJwt, "RS256", false)] // there is no such key
    [InlineData(ClientAuthenticationMethod.PrivateKeyJwt, "HS256", false)]
    [InlineData(ClientAuthenticationMethod.PrivateKeyJwt, "none", false)]
    [InlineData(ClientAuthenticationMethod.PrivateKeyJwt, "", false)]
    [InlineData(ClientAuthenticationMethod.ClientSecretJwt, "HS512", true)]
    [InlineData(ClientAuthenticationMethod.ClientSecretJwt, "ES256", false)]
    [InlineData(ClientAuthenticationMethod.ClientSecretJwt, "none", false)]
    [Spec("OpenID Connect Dynamic Client Registration §2")]
    internal void The_algorithm_fits_the_way_of_signing(
        ClientAuthenticationMethod method,
        string algorithm,
        bool isValid
    )
    {
        var asked = With(Valid.Metadata with { TokenEndpointAuthSigningAlg = algorithm }) with
        {
            AuthenticationMethod = method,
        };

        Assert.Equal(isValid, asked.Problem() is null);
    }

    private static NewClient With(ClientMetadata metadata) => Valid with { Metadata = metadata };

    private static JsonObject JwkOf(JwsAlgorithm algorithm)
    {
        using var key = SigningKey.Create(algorithm);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            key.Verification.ToJwk().WriteTo(json);
        return JsonNode.Parse(buffer.ToArray())!.AsObject();
    }

    private static JsonElement Set(params JsonObject[] keys) =>
        JsonSerializer.SerializeToElement(
            new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => key.DeepClone())]) }
        );

    private static void Refused(NewClient client, string because) =>
        Assert.Contains(because, client.Problem() ?? "nothing", StringComparison.Ordinal);
}
