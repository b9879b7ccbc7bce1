using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Hosting;

/// <summary>Who asks, where proxies stand in between: seen by whose attempts are counted together.</summary>
public sealed class ProxiesTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Spec("RFC 7239 §8.1")]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.0/8, 127.0.0.0/8")]
    [InlineData("::ffff:127.0.0.1,127.0.0.1")]
    public async Task A_known_proxy_says_for_whom_it_asks(string known)
    {
        await using var server = await StartAsync(("Proxies:Known", known));
        var scene = await Scene.SetAsync(server);
        await ExhaustAsync(scene, "203.0.113.9");

        Assert.Equal(429, (await SignInAsync(scene, "203.0.113.9")).Status);
        (await SignInAsync(scene, "192.0.2.1")).ShouldSucceed();
    }

    [Theory, Spec("RFC 7239 §8.1"), Spec("RFC 9700 §4.13")]
    [InlineData("")]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.2, ::1")]
    public async Task Nobody_else_is_believed(string known)
    {
        await using var server = await StartAsync(("Proxies:Known", known));

        await ShouldCountTogetherAsync(await Scene.SetAsync(server), guess => $"203.0.113.{guess}");
    }

    [Fact, Spec("RFC 7239 §8.1")]
    public async Task The_frameworks_own_switch_has_us_believe_nobody()
    {
        await using var server = await StartAsync(("FORWARDEDHEADERS_ENABLED", "true"));

        await ShouldCountTogetherAsync(await Scene.SetAsync(server), guess => $"203.0.113.{guess}");
    }

    [Fact, Spec("RFC 7239 §8.1")]
    public async Task Of_a_chain_the_last_that_is_not_known_is_who_asks()
    {
        await using var server = await StartAsync(("Proxies:Known", "127.0.0.1,10.0.0.0/8"));

        // What stands before the first stranger, the stranger has written.
        await ShouldCountTogetherAsync(
            await Scene.SetAsync(server),
            guess => $"192.0.2.{guess}, 203.0.113.9, 10.0.0.{guess}"
        );
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("203.0.113.9, ")]
    [InlineData("<script>")]
    [InlineData("999.1.1.1")]
    [InlineData(",,,,,,")]
    public async Task A_header_that_is_damaged_is_no_reason_to_fail(string header)
    {
        await using var server = await StartAsync(("Proxies:Known", "127.0.0.1"));
        var scene = await Scene.SetAsync(server);

        (await SignInAsync(scene, header)).ShouldSucceed();
    }

    private static async Task ShouldCountTogetherAsync(Scene scene, Func<int, string> from)
    {
        for (var guess = 0; guess < 5; guess++)
            (await SignInAsync(scene, from(guess), "wrong")).ShouldRefuse("invalid_grant");

        Assert.Equal(429, (await SignInAsync(scene, from(5))).Status);
    }

    private static async Task ExhaustAsync(Scene scene, string from)
    {
        while ((await SignInAsync(scene, from, "wrong")).Status == 400) { }
    }

    private static async Task<TestAnswer> SignInAsync(Scene scene, string from, string password = TestClients.Password)
    {
        var form = scene.SignInForm.With("password", password);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        };
        request.Headers.Authorization = TestClients.Basic(scene.Client.Id, scene.Client.Secret!);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        return await scene.Server.SendAsync(request);
    }

    private Task<TestServer> StartAsync(params (string Key, string Value)[] settings) =>
        TestServer.StartAsync(
            host.ConnectionString,
            Ct,
            settings.ToDictionary(one => one.Key, one => (string?)one.Value, StringComparer.Ordinal)
        );
}
