using System.Text.Json.Nodes;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;
using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.Tests.SignIn;

/// <summary>Where the provider can, tokens are bound to a key of the session, and each use of one proves that it is at hand.</summary>
public sealed class BoundTokenTests
{
    [Fact, Spec("RFC 9449 §5")]
    public async Task The_key_that_a_token_was_bound_to_refreshes_it()
    {
        await using var world = await SignInWorld.OpenAsync(provider: OffersBinding);
        using var alice = await world.SignedInAsync();
        var first = Thumbprint(world.SignIn.TradedHeaders["DPoP"]);
        Assert.Equal("DPoP", (await alice.MeAsync()).GetProperty("tokenType").GetString());

        world.Clock.Advance(TimeSpan.FromMinutes(9.5));
        await alice.MeAsync();

        Assert.Equal(1, world.SignIn.Refreshes);
        Assert.Equal(first, Thumbprint(world.SignIn.TradedHeaders["DPoP"]));
    }

    [Fact]
    public async Task An_app_may_do_without_for_an_api_that_takes_bearer_tokens_only()
    {
        await using var world = await SignInWorld.OpenAsync(
            options => options.BindsTokens = false,
            null,
            OffersBinding
        );
        using var alice = await world.SignedInAsync();

        Assert.Equal("Bearer", (await alice.MeAsync()).GetProperty("tokenType").GetString());
        Assert.False(world.SignIn.TradedHeaders.ContainsKey("DPoP"));
    }

    [Fact, Spec("RFC 9449 §7.1")]
    public async Task Userinfo_and_apis_get_the_token_with_a_proof()
    {
        await using var api = await FakeProvider.StartAsync();
        await using var world = await SignInWorld.OpenAsync(
            services: services => services.AddApiClient("api", new Uri(api.Issuer)),
            provider: OffersBinding
        );
        using var alice = await world.SignedInAsync();
        Assert.StartsWith("DPoP ", world.SignIn.UserInfoHeaders["Authorization"], StringComparison.Ordinal);
        var (token, proof) = ("", "");
        api.Answer(
            "/todos",
            http =>
            {
                (token, proof) = (
                    http.Request.Headers.Authorization.ToString(),
                    http.Request.Headers["DPoP"].ToString()
                );
                return FakeProvider.WriteAsync(http, new JsonObject());
            }
        );

        await alice.GetAsync("/call?address=/todos");

        Assert.StartsWith("DPoP access-", token, StringComparison.Ordinal);
        var claims = Jwt.PeekClaims(proof)!;
        Assert.Equal($"{api.Issuer}/todos", claims.GetString("htu"));
        Assert.NotNull(claims.GetString("ath"));
    }

    [Fact, Spec("RFC 9449 §9")]
    public async Task An_api_that_wants_a_nonce_gets_it()
    {
        await using var api = await FakeProvider.StartAsync();
        await using var world = await SignInWorld.OpenAsync(
            services: services => services.AddApiClient("api", new Uri(api.Issuer)),
            provider: OffersBinding
        );
        using var alice = await world.SignedInAsync();
        api.Answer(
            "/todos",
            http =>
            {
                if (Jwt.PeekClaims(http.Request.Headers["DPoP"].ToString())!.GetString("nonce") == "fresh")
                    return FakeProvider.WriteAsync(http, new JsonObject { ["ok"] = true });
                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                http.Response.Headers["DPoP-Nonce"] = "fresh";
                return Task.CompletedTask;
            }
        );

        var answer = await alice.GetAsync("/call?address=/todos");

        Assert.Contains(
            "ok",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Equal(2, api.Asked("/todos"));
    }

    [Fact, Spec("RFC 6749 §7.1")]
    public async Task A_bound_token_that_nobody_asked_for_is_not_used()
    {
        await using var world = await SignInWorld.OpenAsync();
        world.SignIn.OnTokens = tokens => tokens["token_type"] = "DPoP";

        Assert.Contains("not asked for", await world.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_binding_an_api_gets_a_bearer_token()
    {
        await using var api = await FakeProvider.StartAsync();
        await using var world = await SignInWorld.OpenAsync(services: services =>
            services.AddApiClient("api", new Uri(api.Issuer))
        );
        using var alice = await world.SignedInAsync();
        var seen = "";
        api.Answer(
            "/todos",
            http =>
            {
                seen = http.Request.Headers.Authorization.ToString();
                return FakeProvider.WriteAsync(http, new JsonObject());
            }
        );

        await alice.GetAsync("/call?address=/todos");

        Assert.StartsWith("Bearer access-", seen, StringComparison.Ordinal);
    }

    private static void OffersBinding(FakeProvider provider) =>
        provider.Metadata["dpop_signing_alg_values_supported"] = new JsonArray("ES256");

    private static string Thumbprint(string proof)
    {
        Assert.True(CompactJws.PeekHeader(proof)!.TryGet("jwk", out var jwk));
        Assert.True(Jwk.TryRead(jwk, out var key, out _));
        return key.ThumbprintText;
    }
}
