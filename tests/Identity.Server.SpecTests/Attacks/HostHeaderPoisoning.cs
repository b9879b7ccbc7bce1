using System.Text;
using Identity.Server.Mail.Transport;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class HostHeaderPoisoning(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 8414 §2"), Spec("OpenID Connect Discovery §4.3")]
    [InlineData("attacker.example")]
    [InlineData("127.0.0.1:1@attacker.example")]
    [InlineData("attacker.example:80")]
    public async Task The_host_that_a_request_names_changes_nothing(string named)
    {
        var genuine = await host.Server.GetAsync("/.well-known/openid-configuration");

        var answer = await RawHttp.AskAsync(
            host.Server,
            Encoding.ASCII.GetBytes($"GET /.well-known/openid-configuration HTTP/1.1\r\nHost: {named}\r\n\r\n"),
            TestContext.Current.CancellationToken
        );

        Assert.NotNull(answer);
        Assert.DoesNotContain("attacker", answer.Head + answer.Text, StringComparison.Ordinal);
        if (answer.Status == 200)
            Assert.Equal(genuine.Body, answer.Text);
    }

    [Fact, Spec("RFC 9068 §2.2"), Spec("RFC 9207 §2")]
    public async Task Tokens_keep_the_configured_issuer()
    {
        var scene = await Scene.SetAsync(host.Server);
        var answer = await host.Server.PostRawAsync(
            "/connect/token",
            $"{TestClients.Basic(scene.Client.Id, scene.Client.Secret!)}",
            Encoding.ASCII.GetBytes("grant_type=client_credentials"),
            spoil: request => request.Headers.Host = "attacker.example"
        );

        Assert.Equal(host.Server.Issuer, ServedKeys.Claims(answer.Issued()).GetProperty("iss").GetString());
    }

    [Fact]
    public async Task Letters_lead_to_the_configured_address_whatever_was_asked_for()
    {
        var email = await host.Server.AddUserAsync();
        using var visitor = new Visitor(host.Server);
        var token = (await visitor.GetAsync("/forgot-password")).Token!;

        var visit = await visitor.GetAsync(
            "/forgot-password",
            request =>
            {
                request.Method = HttpMethod.Post;
                request.Headers.Host = "attacker.example";
                request.Headers.Add("X-Forwarded-Host", "attacker.example");
                request.Content = new FormUrlEncodedContent(
                    new Dictionary<string, string> { ["email"] = email, ["form"] = token }
                );
            }
        );

        Assert.Equal("/forgot-password/sent", visit.Location);
        var letter = await host
            .Server.Get<DevelopmentMailbox>()
            .WaitAsync(kept => kept.To == email, TestContext.Current.CancellationToken);
        Assert.StartsWith($"{host.Server.Issuer}/reset-password?token=", letter.Link, StringComparison.Ordinal);
        Assert.DoesNotContain("attacker", letter.Html + letter.Text, StringComparison.Ordinal);
    }
}
