using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol;

/// <summary>Ten thousand damaged requests to each endpoint: each is answered, none with a failure of ours.</summary>
public sealed class DamagedRequestsTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const int Requests = 10_000;
    private const int Connections = 8;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Spec("RFC 6749 §3.2"), Spec("RFC 9110 §15")]
    [InlineData("password", 1)]
    [InlineData("refresh_token", 2)]
    [InlineData("client_credentials", 3)]
    [InlineData("introspect", 4)]
    [InlineData("revoke", 5)]
    [InlineData("userinfo", 6)]
    [InlineData("discovery", 7)]
    [InlineData("jwks", 8)]
    public async Task None_is_left_without_an_answer_and_none_breaks_the_server(string endpoint, int seed)
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();
        var request = SeedOf(endpoint, scene, tokens);

        var findings = await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(worker => SendAsync(request, new SeededDamage((ulong)((seed * 1000) + worker))))
        );

        Assert.Empty(findings.SelectMany(found => found).Take(5));
        var after = await Scene.SetAsync(host.Server);
        (await after.RefreshAsync(await after.FirstRefreshTokenAsync())).ShouldSucceed();
        (await after.IntrospectAsync((await after.ClientCredentialsAsync()).Issued())).ShouldBeActive();
        Assert.Equal(200, (await host.Server.GetAsync("/health/ready")).Status);
    }

    private async Task<List<string>> SendAsync(Seed request, SeededDamage damage)
    {
        var findings = new List<string>();
        RawHttp? http = null;
        try
        {
            for (var i = 0; i < Requests / Connections; i++)
            {
                http ??= await RawHttp.OpenAsync(host.Server, Ct);
                var (bytes, isHead) = damage.Of(request);
                var answer = await http.SendAsync(bytes, isHead, Ct);
                if (answer is null or { Status: >= 500 or < 200 })
                    findings.Add($"{answer?.Status} {answer?.Text}\n{Encoding.Latin1.GetString(bytes)}");
                if (answer is { IsLast: false })
                    continue;
                http.Dispose();
                http = null;
            }
        }
        finally
        {
            http?.Dispose();
        }
        return findings;
    }

    private static Seed SeedOf(string endpoint, Scene scene, TestAnswer tokens)
    {
        var basic = ("Authorization", $"{TestClients.Basic(scene.Client.Id, scene.Client.Secret!)}");
        var form = ("Content-Type", "application/x-www-form-urlencoded");
        Seed Post(string path, (string Name, string Value)[] pairs) => new("POST", path, [basic, form], Encode(pairs));

        return endpoint switch
        {
            "password" => Post("/connect/token", scene.SignInForm),
            "refresh_token" => Post("/connect/token", Scene.RefreshForm(tokens.Issued("refresh_token"))),
            "client_credentials" => Post("/connect/token", scene.ClientForm.With("resource", scene.Audience)),
            "introspect" => Post("/connect/introspect", [("token", tokens.Issued()), ("token_type_hint", "x")]),
            "revoke" => Post("/connect/revoke", [("token", tokens.Issued()), ("token_type_hint", "x")]),
            "userinfo" => new(
                "POST",
                "/connect/userinfo",
                [form, ("Authorization", $"Bearer {tokens.Issued()}")],
                Encode(("access_token", tokens.Issued()))
            ),
            "discovery" => new("GET", "/.well-known/openid-configuration", [("If-None-Match", "\"a\", W/\"b\"")], []),
            _ => new("GET", "/.well-known/jwks.json", [("If-None-Match", "\"a\""), ("Accept", "*/*")], []),
        };
    }

    private static byte[] Encode(params (string Name, string Value)[] pairs) =>
        Encoding.ASCII.GetBytes(
            string.Join('&', pairs.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"))
        );
}
