using System.Globalization;
using System.Text;
using Identity.Jose;
using Identity.Server.Keys;
using Identity.Server.Resources;
using Identity.Server.Tokens;

namespace Identity.Server.Tests.Tokens;

public sealed class RecentTokensTests
{
    private const string Token = "header.payload.signature";
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RecentTokens _recent = new();
    private readonly KeyRing _ring = new([]);
    private readonly ApiSnapshot _apis = Registered.Snapshot();

    [Fact]
    public void What_was_verified_is_found_again()
    {
        var verified = Verified(Now.AddMinutes(10));
        _recent.Add(Token, verified, _ring, _apis);

        Assert.Same(verified, _recent.Find(Token, _ring, _apis, Now));
    }

    [Fact]
    public void Another_token_is_not_found()
    {
        _recent.Add(Token, Verified(Now.AddMinutes(10)), _ring, _apis);

        Assert.Null(_recent.Find(Token + "x", _ring, _apis, Now));
    }

    [Fact]
    public void A_token_is_forgotten_when_it_expires()
    {
        _recent.Add(Token, Verified(Now.AddMinutes(10)), _ring, _apis);

        Assert.NotNull(_recent.Find(Token, _ring, _apis, Now.AddMinutes(10).AddTicks(-1)));
        Assert.Null(_recent.Find(Token, _ring, _apis, Now.AddMinutes(10)));
    }

    [Fact]
    public void A_token_is_forgotten_when_the_secret_expires_that_signed_it()
    {
        using var key = SigningKey.Create(JwsAlgorithm.HS256);
        var secret = new ApiSecret(key, Now.AddMinutes(3));
        _recent.Add(Token, Verified(Now.AddMinutes(10), secret), _ring, _apis);

        Assert.NotNull(_recent.Find(Token, _ring, _apis, Now.AddMinutes(3).AddTicks(-1)));
        Assert.Null(_recent.Find(Token, _ring, _apis, Now.AddMinutes(3)));
    }

    [Fact]
    public void Other_keys_know_nothing_of_what_was_verified()
    {
        _recent.Add(Token, Verified(Now.AddMinutes(10)), _ring, _apis);

        Assert.Null(_recent.Find(Token, new KeyRing([]), _apis, Now));
    }

    [Fact]
    public void Other_apis_know_nothing_of_what_was_verified()
    {
        _recent.Add(Token, Verified(Now.AddMinutes(10)), _ring, _apis);

        var others = Registered.Snapshot(Registered.Api("orders", scopes: ["orders.read"]));
        Assert.Null(_recent.Find(Token, _ring, others, Now));
    }

    [Fact]
    public void The_memory_has_an_end()
    {
        var verified = Verified(Now.AddMinutes(10));
        for (var i = 0; i < 5_000; i++)
            _recent.Add(i.ToString(CultureInfo.InvariantCulture), verified, _ring, _apis);

        Assert.Null(_recent.Find("0", _ring, _apis, Now));
        Assert.NotNull(_recent.Find("4999", _ring, _apis, Now));
    }

    private static VerifiedAccessToken Verified(DateTimeOffset expiresAt, ApiSecret? secret = null)
    {
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sub":"x","exp":{{expiresAt.ToUnixTimeSeconds()}}}"""
        );
        Assert.True(JwtClaims.TryParse(Encoding.UTF8.GetBytes(json), out var claims));
        return new VerifiedAccessToken(Token, claims, api: null, secret, person: null);
    }
}
