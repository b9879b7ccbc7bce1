using System.Text.Json.Nodes;
using Identity.Authentication.Provider;
using Identity.Authentication.Tests.Fixtures;
using Identity.Tests;

namespace Identity.Authentication.Tests.Provider;

/// <summary>What is believed of a provider's metadata, and for how long.</summary>
public sealed class MetadataTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("OpenID Connect Discovery §4"), Spec("RFC 8414 §2")]
    public async Task Metadata_is_found_under_the_authority()
    {
        await using var world = await ProviderWorld.OpenAsync();

        var metadata = await world.Provider.MetadataAsync(Ct);

        Assert.Equal(world.Fake.Issuer, metadata.Issuer);
        Assert.Equal($"{world.Fake.Issuer}/token", metadata.TokenEndpoint);
        Assert.Equal($"{world.Fake.Issuer}/userinfo", metadata.UserInfoEndpoint);
    }

    [Fact]
    public async Task It_is_asked_for_once_for_all_who_wait()
    {
        await using var world = await ProviderWorld.OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.Provider.MetadataAsync(Ct).AsTask()));

        Assert.Equal(1, world.Fake.Asked(FakeProvider.MetadataPath));
    }

    [Fact, Spec("OpenID Connect Discovery §4.3"), Spec("RFC 8414 §3.3")]
    public async Task Metadata_of_another_issuer_is_refused()
    {
        await using var world = await ProviderWorld.OpenAsync();
        world.Fake.Metadata["issuer"] = $"{world.Fake.Issuer}/other";

        var refusal = await Assert.ThrowsAsync<ProviderUnavailableException>(async () =>
            await world.Provider.MetadataAsync(Ct)
        );

        Assert.Contains("another issuer", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token_endpoint", "http://192.0.2.1/token")]
    [InlineData("jwks_uri", "file:///etc/passwd")]
    [InlineData("authorization_endpoint", "/authorize")]
    public async Task An_address_without_tls_is_refused(string member, string address)
    {
        await using var world = await ProviderWorld.OpenAsync();
        world.Fake.Metadata[member] = address;

        var refusal = await Assert.ThrowsAsync<ProviderUnavailableException>(async () =>
            await world.Provider.MetadataAsync(Ct)
        );

        Assert.Contains(member, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_half_a_day_it_is_renewed_and_nobody_waits()
    {
        await using var world = await ProviderWorld.OpenAsync();
        await world.Provider.MetadataAsync(Ct);
        world.Fake.Metadata["token_endpoint"] = $"{world.Fake.Issuer}/moved";
        world.Clock.Advance(OpenIdProvider.MetadataLife);

        var stale = world.Provider.MetadataAsync(Ct);

        Assert.True(stale.IsCompletedSuccessfully);
        await Soon.BecomesAsync(() =>
            world.Provider.MetadataAsync(Ct).AsTask() is { IsCompletedSuccessfully: true } task
            && task.GetAwaiter().GetResult().TokenEndpoint == $"{world.Fake.Issuer}/moved"
        );
        Assert.Equal(2, world.Fake.Asked(FakeProvider.MetadataPath));
    }

    [Fact]
    public async Task While_the_provider_is_away_the_last_metadata_stays()
    {
        await using var world = await ProviderWorld.OpenAsync();
        await world.Provider.MetadataAsync(Ct);
        world.Fake.IsAway = true;
        world.Clock.Advance(TimeSpan.FromDays(2));

        await world.Provider.MetadataAsync(Ct);
        await Soon.BecomesAsync(() => world.Fake.Asked(FakeProvider.MetadataPath) == 2);

        Assert.Equal(world.Fake.Issuer, (await world.Provider.MetadataAsync(Ct)).Issuer);
    }

    [Fact]
    public async Task A_provider_that_comes_late_is_asked_again_a_second_later()
    {
        await using var world = await ProviderWorld.OpenAsync();
        world.Fake.IsAway = true;
        await Assert.ThrowsAsync<ProviderUnavailableException>(async () => await world.Provider.MetadataAsync(Ct));
        world.Fake.IsAway = false;
        await Assert.ThrowsAsync<ProviderUnavailableException>(async () => await world.Provider.MetadataAsync(Ct));

        world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(world.Fake.Issuer, (await world.Provider.MetadataAsync(Ct)).Issuer);
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using var world = await ProviderWorld.OpenAsync();
        world.Fake.Answer(
            FakeProvider.MetadataPath,
            http =>
            {
                http.Response.Redirect($"{world.Fake.Issuer}/elsewhere");
                return Task.CompletedTask;
            }
        );
        world.Fake.Answer("/elsewhere", http => FakeProvider.WriteAsync(http, world.Fake.Metadata));

        await Assert.ThrowsAsync<ProviderUnavailableException>(async () => await world.Provider.MetadataAsync(Ct));

        Assert.Equal(0, world.Fake.Asked("/elsewhere"));
    }

    [Theory]
    [InlineData("http://id.example.com")]
    [InlineData("id.example.com")]
    [InlineData("https://id.example.com?tenant=a")]
    [InlineData("https://user@id.example.com")]
    [InlineData(null)]
    public void An_authority_is_an_https_url_and_nothing_more(string? value) =>
        Assert.False(Authority.TryRead(value, out _, out _));

    [Fact, Spec("OpenID Connect Discovery §4.1")]
    public void A_terminating_slash_is_removed_before_the_well_known_path()
    {
        Assert.True(Authority.TryRead("https://id.example.com/tenant/", out var authority, out _));

        Assert.Equal("https://id.example.com/tenant/.well-known/openid-configuration", authority.MetadataAddress);
    }

    [Fact, Spec("RFC 8414 §2")]
    public async Task A_provider_that_names_no_way_to_authenticate_has_client_secret_basic()
    {
        await using var world = await ProviderWorld.OpenAsync();
        world.Fake.Metadata.Remove("token_endpoint_auth_methods_supported");
        world.Fake.Metadata["dpop_signing_alg_values_supported"] = new JsonArray("ES256");

        var metadata = await world.Provider.MetadataAsync(Ct);

        Assert.Equal(["client_secret_basic"], metadata.TokenEndpointAuthMethodsSupported);
        Assert.Equal(["ES256"], metadata.DpopSigningAlgValuesSupported);
    }
}
