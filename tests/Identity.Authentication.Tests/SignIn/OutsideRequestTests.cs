using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Identity.Authentication.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Authentication.Tests.SignIn;

/// <summary>Who has a circuit open calls APIs for as long as their session lives, though no request of theirs is answered.</summary>
public sealed class OutsideRequestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_circuit_calls_with_fresh_tokens_until_its_session_ends()
    {
        await using var api = await FakeProvider.StartAsync();
        var heard = new ConcurrentQueue<string>();
        api.Answer(
            "/todos",
            http =>
            {
                heard.Enqueue(http.Request.Headers.Authorization.ToString());
                return FakeProvider.WriteAsync(http, new JsonObject());
            }
        );
        var circuit = new Circuit();
        await using var world = await SignInWorld.OpenAsync(
            options => options.KeepsSessionsOnServer = true,
            services =>
            {
                services.AddDistributedMemoryCache();
                services.AddApiClient("api", new Uri(api.Issuer));
                services.AddSingleton<IStartupFilter>(circuit);
            }
        );
        using var alice = await world.SignedInAsync();
        await alice.MeAsync();

        await circuit.CallAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(9.5));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => circuit.CallAsync()));

        Assert.Equal(2, heard.Distinct().Count());
        Assert.Equal(1, world.SignIn.Refreshes);
        // What the circuit has refreshed is what the next request finds.
        var now = (await alice.MeAsync()).GetProperty("accessToken").GetString();
        Assert.Equal($"Bearer {now}", heard.Last());
        Assert.Equal(1, world.SignIn.Refreshes);

        await world.SayOverAsync(world.SignIn.Sign(world.SignIn.LogoutClaims(), "logout+jwt"));
        await circuit.CallAsync();
        Assert.Equal("", heard.Last());
        Assert.False(await alice.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_that_only_its_cookie_holds_cannot_be_used_outside_of_requests()
    {
        var circuit = new Circuit();
        await using var world = await SignInWorld.OpenAsync(services: services =>
        {
            services.AddApiClient("api", new Uri("http://127.0.0.1:9"));
            services.AddSingleton<IStartupFilter>(circuit);
        });
        using var alice = await world.SignedInAsync();
        await alice.MeAsync();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(circuit.CallAsync);

        Assert.Contains("KeepsSessionsOnServer", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Keeps who came last, as a circuit does, and calls for them later.</summary>
    private sealed class Circuit : IStartupFilter
    {
        private IServiceProvider? _services;
        private ClaimsPrincipal? _person;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                _services = app.ApplicationServices;
                app.Use(
                    async (http, rest) =>
                    {
                        await rest(http);
                        if (http.User.Identity?.IsAuthenticated == true)
                            _person = http.User;
                    }
                );
                next(app);
            };

        public async Task CallAsync()
        {
            using var client = _services!.GetRequiredService<IHttpClientFactory>().CreateClient("api");
            using var request = new HttpRequestMessage(HttpMethod.Get, "/todos").ForPerson(_person!);
            (await client.SendAsync(request, Ct)).Dispose();
        }
    }
}
