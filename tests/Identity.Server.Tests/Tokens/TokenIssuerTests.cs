using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Jose;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.Tests.Tokens;

public sealed class TokenIssuerTests
{
    [Fact, Spec("OpenID Connect Core §2"), Spec("OpenID Connect Core §3.1.3.6")]
    public async Task An_id_token_tells_the_client_who_signed_in()
    {
        using var room = new TokenRoom();
        var granted = TokenRoom.For(null, TokenRoom.Ann, "openid") with { AuthTime = room.Clock.Now };

        var issued = await room.IssueAsync(granted);
        var token = room.Verify(issued.IdToken!);

        var half = SHA256.HashData(Encoding.ASCII.GetBytes(issued.AccessToken)).AsSpan(0, 16);
        Assert.Equal(
            ["iss", "sub", "aud", "exp", "iat", "auth_time", "at_hash"],
            token.Claims.Json.EnumerateObject().Select(claim => claim.Name)
        );
        Assert.Equal(JwsAlgorithm.RS256, token.Header.Algorithm);
        Assert.Equal("JWT", token.Header.Type);
        Assert.Equal("https://id.example", token.Claims.Issuer);
        Assert.Equal(["web"], token.Claims.Audience);
        Assert.Equal(TokenRoom.Ann.Id.ToString(), token.Claims.Subject);
        Assert.Equal(Base64Url.EncodeToString(half), token.Claims.GetString("at_hash"));
        Assert.Equal(room.Settings.IdTokenLifetime, token.Claims.ExpiresAt - token.Claims.IssuedAt);
    }

    [Theory]
    [InlineData("read", true, false)]
    [InlineData("openid", false, false)]
    [InlineData("openid read", true, true)]
    public async Task An_id_token_needs_a_person_and_the_scope(string scopes, bool isPerson, bool expected)
    {
        using var room = new TokenRoom();

        var issued = await room.IssueAsync(TokenRoom.For(null, isPerson ? TokenRoom.Ann : null, scopes));

        Assert.Equal(expected, issued.IdToken is not null);
    }

    [Fact, Spec("RFC 6749 §5.1")]
    public async Task The_answer_says_what_was_granted_and_for_how_long()
    {
        using var room = new TokenRoom();
        var client = Registered.Client(lifetimes: new(TimeSpan.FromMinutes(2), null, null));
        var granted = TokenRoom.For(null, TokenRoom.Ann, "b a", client) with
        {
            Family = new RefreshFamily(Guid.Empty, "rt_1"),
        };

        var issued = await room.IssueAsync(granted);

        Assert.Equal((TimeSpan.FromMinutes(2), "b a", "rt_1"), (issued.ExpiresIn, issued.Scope, issued.RefreshToken));
        Assert.Equal(
            TimeSpan.FromMinutes(2),
            room.Verify(issued.AccessToken).Claims.ExpiresAt - room.Verify(issued.AccessToken).Claims.IssuedAt
        );
    }
}
