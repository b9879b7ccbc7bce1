using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Tests;

namespace Identity.Server.Tests.Clients.Metadata;

[Spec("OpenID Connect Dynamic Client Registration §2")]
public sealed class RequestRulesTests
{
    private static readonly ClientMetadata Keys = new() { JwksUri = "https://app.example/keys" };

    [Fact]
    public void The_fixture_is_valid() => Judged(Keys, isGood: true);

    [Theory]
    [InlineData("RS256", true)]
    [InlineData("HS256", true)]
    [InlineData("none", false)]
    [InlineData("rs256", false)]
    [InlineData("RSA-OAEP-256", false)]
    public void Requests_are_signed_with_an_algorithm_of_ours(string algorithm, bool isGood) =>
        Judged(Keys with { RequestObjectSigningAlg = algorithm }, isGood);

    [Fact]
    public void A_signature_needs_a_key_or_a_secret()
    {
        Judged(new ClientMetadata { RequestObjectSigningAlg = "RS256" }, isGood: false);
        Judged(Keys with { RequestObjectSigningAlg = "HS256" }, isGood: false, ClientAuthenticationMethod.None);
        Judged(
            Keys with
            {
                RequestObjectSigningAlg = "HS256",
            },
            isGood: false,
            ClientAuthenticationMethod.PrivateKeyJwt
        );
    }

    [Fact, Spec("RFC 9101 §10.5")]
    public void Who_must_sign_can_sign()
    {
        Judged(Keys with { RequireSignedRequestObject = true }, isGood: true);
        Judged(new ClientMetadata { RequireSignedRequestObject = true }, isGood: false);
        Judged(
            new ClientMetadata { RequireSignedRequestObject = true, RequestObjectSigningAlg = "HS256" },
            isGood: true
        );
    }

    [Theory]
    [InlineData("RSA-OAEP-256", null, true)]
    [InlineData("ECDH-ES", "A256GCM", true)]
    [InlineData("dir", "A128CBC-HS256", true)]
    [InlineData("RSA1_5", null, false)]
    [InlineData("RSA-OAEP-256", "A256", false)]
    [InlineData(null, "A256GCM", false)]
    public void Requests_are_encrypted_with_algorithms_of_ours(string? alg, string? enc, bool isGood) =>
        Judged(Keys with { RequestObjectEncryptionAlg = alg, RequestObjectEncryptionEnc = enc }, isGood);

    [Theory, Spec("OpenID Connect Core §6.2")]
    [InlineData("https://app.example/request", true)]
    [InlineData("https://app.example/request#uBX8NHKcG", true)]
    [InlineData("http://127.0.0.1:5000/request", true)]
    [InlineData("https://user@app.example/request", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("urn:example:request", false)]
    [InlineData("/request", false)]
    public void Requests_lie_where_they_can_be_fetched(string uri, bool isGood) =>
        Judged(Keys with { RequestUris = ["https://app.example/", uri] }, isGood);

    [Fact]
    public void There_are_not_too_many_places()
    {
        string[] most = [.. Enumerable.Range(0, 32).Select(number => $"https://app.example/{number}")];

        Judged(Keys with { RequestUris = most }, isGood: true);
        Judged(Keys with { RequestUris = [.. most, "https://app.example/more"] }, isGood: false);
    }

    [Theory, Spec("JARM §3")]
    [InlineData("ES256", "RSA-OAEP-256", "A256GCM", true)]
    [InlineData("HS512", null, null, true)]
    [InlineData("none", null, null, false)]
    [InlineData(null, "RSA1_5", null, false)]
    [InlineData(null, null, "A256GCM", false)]
    public void Answers_are_signed_and_encrypted_likewise(string? sign, string? alg, string? enc, bool isGood) =>
        Judged(
            Keys with
            {
                AuthorizationSignedResponseAlg = sign,
                AuthorizationEncryptedResponseAlg = alg,
                AuthorizationEncryptedResponseEnc = enc,
            },
            isGood
        );

    private static void Judged(
        ClientMetadata metadata,
        bool isGood,
        ClientAuthenticationMethod method = ClientAuthenticationMethod.ClientSecretBasic
    )
    {
        var asked = new NewClient
        {
            ClientId = "web",
            AuthenticationMethod = method,
            GrantTypes = ["authorization_code"],
            RedirectUris = ["https://app.example/callback"],
            Metadata = metadata,
        };
        var problem = asked.Problem();
        Assert.True(isGood == problem is null, problem ?? "It was accepted.");
    }
}
