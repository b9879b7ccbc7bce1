using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class GiantInput(ClassServer host) : IClassFixture<ClassServer>
{
    private const int Giant = 30_000;

    [Theory, Spec("RFC 6749 §3.2"), Spec("RFC 6749 §3.3")]
    [InlineData("scope", "invalid_scope")]
    [InlineData("grant_type", "unsupported_grant_type")]
    [InlineData("resource", "invalid_target")]
    [InlineData("username", "invalid_grant")]
    [InlineData("password", "invalid_grant")]
    [InlineData("client_id", "invalid_request")]
    public async Task A_giant_parameter_is_refused(string parameter, string code)
    {
        var scene = await Scene.SetAsync(host.Server);
        var form = scene.SignInForm.With(parameter, new string('x', Giant));

        (await host.Server.TokenAsync(scene.Client, form)).ShouldRefuse(code);

        (await scene.SignInAsync()).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §3.3")]
    public async Task Thousands_of_scopes_are_refused()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await scene.SignInAsync(string.Join(' ', Enumerable.Range(0, 5_000)));

        answer.ShouldRefuse("invalid_scope");
    }

    [Fact, Spec("RFC 7515 §5.2")]
    public async Task A_giant_token_is_inactive()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync()).Issued();
        var parts = token.Split('.');

        foreach (
            var giant in new[]
            {
                new string('a', Giant),
                new string('.', Giant),
                $"{new string('a', Giant)}.{parts[1]}.{parts[2]}",
                $"{parts[0]}.{parts[1]}.{new string('a', Giant)}",
                $"rt_{new string('a', Giant)}",
            }
        )
        {
            (await scene.IntrospectAsync(giant)).ShouldBeInactive();
            (await host.Server.RevokeAsync(scene.Client, giant)).ShouldSucceed();
            (await scene.RefreshAsync(giant)).ShouldRefuse("invalid_grant");
            (await host.Server.PostAsync("/connect/userinfo", null, ("access_token", giant))).ShouldRefuse(
                "invalid_token",
                401
            );
        }

        (await scene.IntrospectAsync(token)).ShouldBeActive();
    }

    [Theory, Spec("RFC 9110 §15.5"), Spec("RFC 6585 §5")]
    [InlineData("Authorization")]
    [InlineData("X-Anything")]
    public async Task A_giant_header_is_refused(string header)
    {
        var request = $"GET /connect/userinfo HTTP/1.1\r\nHost: x\r\n{header}: {new string('x', Giant)}\r\n\r\n";

        var answer = await RawHttp.AskAsync(
            host.Server,
            Encoding.ASCII.GetBytes(request),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(431, answer?.Status);
    }

    [Fact, Spec("RFC 9110 §15.5.15")]
    public async Task A_giant_address_is_refused()
    {
        var answer = await RawHttp.AskAsync(
            host.Server,
            Encoding.ASCII.GetBytes($"GET /{new string('x', Giant)} HTTP/1.1\r\nHost: x\r\n\r\n"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(414, answer?.Status);
    }

    [Fact, Spec("RFC 9110 §15.5.14")]
    public async Task A_body_that_is_announced_as_giant_is_refused_unread()
    {
        var answer = await RawHttp.AskAsync(
            host.Server,
            Encoding.ASCII.GetBytes(
                "POST /connect/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: 99999999999\r\n\r\n"
            ),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(413, answer?.Status);
    }
}
