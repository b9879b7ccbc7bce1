using System.Text;
using Identity.Authentication.Provider;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Authentication.Tests.Provider;

/// <summary>When a provider's keys are looked at anew, and whom that costs what.</summary>
public sealed class KeysTests
{
    private static readonly JwsAlgorithm[] Accepted = [JwsAlgorithm.RS256, JwsAlgorithm.ES256];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_under_a_published_key_is_valid()
    {
        await using var world = await ProviderWorld.OpenAsync();

        Assert.IsType<JwtVerdict.Valid>(await ValidateAsync(world, world.Fake.Key));
    }

    [Fact, Spec("OpenID Connect Core §10.1.1")]
    public async Task An_unknown_kid_makes_the_keys_be_looked_at_anew()
    {
        await using var world = await ProviderWorld.OpenAsync();
        await ValidateAsync(world, world.Fake.Key);
        var key = world.Fake.Rotate(JwsAlgorithm.RS256);

        Assert.IsType<JwtVerdict.Valid>(await ValidateAsync(world, key));

        Assert.Equal(2, world.Fake.Asked(FakeProvider.JwksPath));
    }

    [Fact]
    public async Task The_next_unknown_kid_waits_for_a_minute()
    {
        await using var world = await ProviderWorld.OpenAsync();
        await ValidateAsync(world, world.Fake.Key);
        using var stranger = SigningKey.Create(JwsAlgorithm.ES256);
        await ValidateAsync(world, stranger);
        var key = world.Fake.Rotate(JwsAlgorithm.ES256);
        Assert.IsType<JwtVerdict.Invalid>(await ValidateAsync(world, key));

        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<JwtVerdict.Valid>(await ValidateAsync(world, key));
        Assert.Equal(3, world.Fake.Asked(FakeProvider.JwksPath));
    }

    [Fact]
    public async Task A_withdrawn_key_is_believed_for_an_hour_at_most()
    {
        await using var world = await ProviderWorld.OpenAsync();
        var withdrawn = world.Fake.Key;
        await ValidateAsync(world, withdrawn);
        world.Fake.Published.Clear();
        world.Fake.Rotate(JwsAlgorithm.ES256);
        world.Clock.Advance(OpenIdProvider.KeyLife);

        await ValidateAsync(world, withdrawn);
        await Soon.BecomesAsync(() => world.Fake.Asked(FakeProvider.JwksPath) == 2);

        await Soon.BecomesAsync(() =>
            !world.Provider.KeysAsync(Ct).AsTask().GetAwaiter().GetResult().Know(withdrawn.KeyId, withdrawn.Algorithm)
        );
        Assert.IsType<JwtVerdict.Invalid>(await ValidateAsync(world, withdrawn));
    }

    [Fact]
    public async Task While_the_provider_is_away_its_keys_stay()
    {
        await using var world = await ProviderWorld.OpenAsync();
        await ValidateAsync(world, world.Fake.Key);
        world.Fake.IsAway = true;
        world.Clock.Advance(TimeSpan.FromHours(20));

        Assert.IsType<JwtVerdict.Valid>(await ValidateAsync(world, world.Fake.Key));
        await Soon.BecomesAsync(() => world.Fake.Asked(FakeProvider.JwksPath) == 2);

        Assert.IsType<JwtVerdict.Valid>(await ValidateAsync(world, world.Fake.Key));
    }

    [Fact, Spec("RFC 7517 §4.4")]
    public async Task A_key_without_alg_is_good_for_what_the_caller_accepts()
    {
        await using var world = await ProviderWorld.OpenAsync();
        var key = world.Fake.Rotate(JwsAlgorithm.RS256);
        world.Fake.Published[key.KeyId!] = key.Verification.ToJwk() with { Alg = null };

        Assert.IsType<JwtVerdict.Valid>(await ValidateAsync(world, key));
    }

    [Fact, Spec("RFC 7517 §5")]
    public async Task Keys_of_kinds_that_nobody_knows_are_left_out()
    {
        await using var world = await ProviderWorld.OpenAsync();
        world.Fake.Answer(
            FakeProvider.JwksPath,
            200,
            $$"""{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"new"},{{world.Fake.Key.Verification.ToJwk().ToJson()}}]}"""
        );

        Assert.IsType<JwtVerdict.Valid>(await ValidateAsync(world, world.Fake.Key));
    }

    private static ValueTask<JwtVerdict> ValidateAsync(ProviderWorld world, SigningKey key)
    {
        var exp = world.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds();
        var token = CompactJws.Sign(Encoding.UTF8.GetBytes($$"""{"sub":"alice","exp":{{exp}}}"""), key);
        return world.Provider.ValidateAsync(token, Accepted, new JwtExpectations(), Ct);
    }
}
