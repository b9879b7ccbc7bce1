using System.Net.Http.Headers;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Anybody may send a request that is stored: nobody may send them without end.</summary>
public sealed class SignInFlood(ClassDatabase database) : IClassFixture<ClassDatabase>
{
    private const int Allowed = 10;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 6585 §4")]
    public async Task Who_begins_sign_ins_without_end_is_told_to_wait_and_who_is_signed_in_is_not_counted()
    {
        await using var server = await TestServer.StartAsync(
            database.ConnectionString,
            Ct,
            new Dictionary<string, string?> { ["Throttling:SignInsPerSource"] = $"{Allowed}" }
        );
        using var ready = await ReadyApp.SetAsync(server);
        using var stranger = new Visitor(server);
        var address = ready.App.Address();

        for (var time = 0; time < Allowed; time++)
        {
            // Whoever has a session is answered at once, and nothing is stored.
            Assert.NotNull(Journey.Answer(await ready.Visitor.GetAsync(address), ready.App)!["code"]);
            Assert.Equal(303, (await stranger.GetAsync(address)).Status);
        }

        var refused = await stranger.GetAsync(address);
        Assert.Equal((429, "Too many requests"), (refused.Status, refused.Heading));
        Assert.NotNull(refused.Response.Headers.RetryAfter);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/connect/authorize")
        {
            Content = new StringContent(
                address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..],
                new MediaTypeHeaderValue("application/x-www-form-urlencoded")
            ),
        };
        Assert.Equal(429, (await server.SendAsync(post)).Status);
        Assert.NotNull(Journey.Answer(await ready.Visitor.GetAsync(address), ready.App)!["code"]);
    }
}
