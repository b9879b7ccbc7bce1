using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class NullByteAndMalformedUtf8(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 3629 §10"), Spec("RFC 6749 §3.2")]
    [InlineData("%00")]
    [InlineData("a%00")]
    [InlineData("%ff")]
    [InlineData("%c0%80")]
    [InlineData("%ed%a0%80")]
    [InlineData("%f4%90%80%80")]
    public async Task No_parameter_lets_one_through_to_the_database(string damage)
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();
        var basic = $"{TestClients.Basic(scene.Client.Id, scene.Client.Secret!)}";
        string[] bodies =
        [
            $"grant_type=password&username={damage}&password=x",
            $"grant_type=password&username=x@example.com&password={damage}",
            $"grant_type=refresh_token&refresh_token={damage}",
            $"grant_type=client_credentials&scope={damage}",
            $"grant_type=client_credentials&resource={damage}",
            $"grant_type={damage}",
            $"token={damage}",
            $"token=x&token_type_hint={damage}",
            $"access_token={damage}",
        ];

        foreach (var body in bodies)
        {
            foreach (var path in new[] { "/connect/token", "/connect/introspect", "/connect/revoke" })
                (await host.Server.PostRawAsync(path, basic, Ascii(body))).ShouldRefuse("invalid_request");
            (await host.Server.PostRawAsync("/connect/userinfo", null, Ascii(body))).ShouldRefuse("invalid_request");
        }
        foreach (var credentials in new[] { $"{damage}:x", $"{scene.Client.Id}:{damage}" })
        {
            (
                await host.Server.PostRawAsync(
                    "/connect/token",
                    $"Basic {Convert.ToBase64String(Ascii(credentials))}",
                    Ascii("grant_type=client_credentials")
                )
            ).ShouldRefuse("invalid_client", 401);
        }

        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    [Theory, Spec("RFC 3629 §10"), Spec("RFC 6749 §3.1")]
    [InlineData("%00")]
    [InlineData("a%00")]
    [InlineData("%ff")]
    [InlineData("%c0%80")]
    [InlineData("%ed%a0%80")]
    [InlineData("%f4%90%80%80")]
    [InlineData("%")]
    [InlineData("%zz")]
    public async Task No_authorization_request_lets_one_through_and_none_is_sent_anywhere(string damage)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        foreach (var name in ready.App.Request().Keys.Append("claims").Append("login_hint").Append("unknown"))
        {
            var rest = string.Join(
                '&',
                ready.App.Request((name, null)).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")
            );
            var answer = await RawHttp.AskAsync(
                host.Server,
                Ascii($"GET /connect/authorize?{rest}&{name}={damage} HTTP/1.1\r\nHost: x\r\n\r\n"),
                TestContext.Current.CancellationToken
            );
            Assert.Equal(400, answer?.Status);
            Assert.DoesNotContain("Location:", answer!.Head, StringComparison.OrdinalIgnoreCase);
            var basic = $"{TestClients.Basic(ready.App.Client.Id, ready.App.Client.Secret!)}";
            (await host.Server.PostRawAsync("/connect/par", basic, Ascii($"{rest}&{name}={damage}"))).ShouldRefuse(
                "invalid_request"
            );
        }
        await ready.ShouldBeAsGoodAsBeforeAsync();
    }

    [Fact, Spec("RFC 8259 §8.1")]
    public async Task A_token_whose_claims_hold_one_is_no_token()
    {
        var scene = await Scene.SetAsync(host.Server, Jose.JwsAlgorithm.HS256);
        var tokens = await scene.SignInAsync();
        var claims = Forge.Claims(tokens.Issued());
        claims["jti"] = "\0";
        claims["sub"] = "\0";
        var forged = Forge.Hs256(Forge.Header(tokens.Issued()), claims, scene.Secret!);

        Assert.Equal(200, (await scene.IntrospectAsync(forged)).Status);
        Assert.Equal(200, (await host.Server.RevokeAsync(scene.Client, forged)).Status);
        Assert.Equal(401, (await host.Server.UserInfoAsync(forged)).Status);

        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
