using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class ForwardedHeadersTrusted(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly (string Name, string Value)[] Forwarded =
    [
        ("X-Forwarded-Host", "attacker.example"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-For", "10.0.0.1"),
        ("X-Forwarded-Prefix", "/attacker"),
        ("X-Original-Host", "attacker.example"),
        ("X-Original-URL", "/.well-known/jwks.json"),
        ("X-Rewrite-URL", "/.well-known/jwks.json"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("Forwarded", "for=10.0.0.1;host=attacker.example;proto=https"),
    ];

    [Fact, Spec("RFC 7239 §8.1"), Spec("RFC 8414 §2"), Spec("RFC 9700 §4.13")]
    public async Task What_anybody_can_write_changes_neither_documents_nor_tokens()
    {
        var scene = await Scene.SetAsync(host.Server);
        var genuine = await host.Server.GetAsync("/.well-known/openid-configuration");

        foreach (var (name, value) in Forwarded)
        {
            var document = await host.Server.GetAsync("/.well-known/openid-configuration", Add(name, value));
            var tokens = await host.Server.PostRawAsync(
                "/connect/token",
                $"{TestClients.Basic(scene.Client.Id, scene.Client.Secret!)}",
                "grant_type=client_credentials"u8.ToArray(),
                spoil: Add(name, value)
            );

            Assert.Equal(genuine.Body, document.Body);
            Assert.False(document.Response.Headers.Contains("Strict-Transport-Security"));
            Assert.Equal(host.Server.Issuer, ServedKeys.Claims(tokens.Issued()).GetProperty("iss").GetString());
        }
    }

    [Fact, Spec("RFC 6749 §2.3")]
    public async Task A_certificate_or_a_name_in_a_header_authenticates_nobody()
    {
        var scene = await Scene.SetAsync(host.Server);
        foreach (var header in new[] { "X-Client-Cert", "X-SSL-Client-S-DN", "X-Forwarded-User", "X-Remote-User" })
        {
            var answer = await host.Server.PostRawAsync(
                "/connect/token",
                authorization: null,
                "grant_type=client_credentials"u8.ToArray(),
                spoil: Add(header, scene.Client.Id)
            );

            answer.ShouldRefuse("invalid_client", 401);
        }
    }

    private static Action<HttpRequestMessage> Add(string name, string value) =>
        request => request.Headers.TryAddWithoutValidation(name, value);
}
