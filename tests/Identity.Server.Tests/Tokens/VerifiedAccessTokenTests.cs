using System.Text;
using Identity.Jose;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.Tests.Tokens;

public sealed class VerifiedAccessTokenTests
{
    private const string Person = "01890a5d-ac96-774b-bcce-b302099a8057";
    private static readonly DateTimeOffset Now = new ManualClock().Now;

    [Fact, Spec("RFC 9562 §5.7")]
    public void The_time_of_issue_is_read_from_the_jti_to_the_millisecond()
    {
        var token = Token($$"""{"jti":"{{Guid.CreateVersion7(Now)}}","iat":1}""");

        Assert.Equal(Now, token.IssuedAt);
    }

    [Theory]
    [InlineData("""{"iat":1000}""")]
    [InlineData("""{"iat":1000,"jti":"not an id"}""")]
    [InlineData("""{"iat":1000,"jti":"8f14e45f-ceea-467f-9b3a-1c2d3e4f5a6b"}""")]
    [InlineData("""{"iat":1000,"jti":"{01890a5d-ac96-774b-bcce-b302099a8057}"}""")]
    [InlineData("""{"iat":1000,"jti":"ffffffff-ffff-7fff-bfff-ffffffffffff"}""")]
    public void Another_jti_leaves_it_to_the_iat(string claims) =>
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1000), Token(claims).IssuedAt);

    [Fact]
    public void A_token_without_any_time_is_older_than_every_revocation() =>
        Assert.Equal(DateTimeOffset.MinValue, Token("{}").IssuedAt);

    [Theory]
    [InlineData("""{"scope":"read write"}""", "read write")]
    [InlineData("""{"scope":""}""", "")]
    [InlineData("""{"scope":["read"]}""", "")]
    [InlineData("{}", "")]
    public void Scopes_are_those_of_the_claim(string claims, string expected) =>
        Assert.Equal(expected, Token(claims).Scopes.ToString());

    [Fact]
    public void It_ends_with_itself_its_person_or_its_grant()
    {
        var grant = Guid.CreateVersion7(Now);
        var token = Token($$"""{"jti":"1","sub":"{{Person}}","grant_id":"{{grant}}","client_id":"web"}""");

        Assert.Equal([DenyKey.OfToken("1"), DenyKey.OfSubject(Person), DenyKey.OfGrant(grant)], token.DenyKeys);
        Assert.Equal(DenyKey.OfToken("1"), token.OwnKey);
        Assert.Equal("web", token.ClientId);
    }

    [Fact]
    public void It_ends_with_the_session_it_came_of()
    {
        var session = Guid.CreateVersion7(Now);
        var token = Token($$"""{"jti":"1","sub":"{{Person}}","sid":"{{session}}","client_id":"web"}""");

        Assert.Equal(session, token.SessionId);
        Assert.Equal([DenyKey.OfToken("1"), DenyKey.OfSubject(Person), DenyKey.OfSession(session)], token.DenyKeys);
        Assert.Null(Token("""{"sid":"not an id"}""").SessionId);
    }

    [Fact]
    public void It_ends_with_its_person_whatever_the_client_calls_them()
    {
        var token = Token("{\"jti\":\"1\",\"sub\":\"a name for one sector\"}", Guid.Parse(Person));

        Assert.Equal([DenyKey.OfToken("1"), DenyKey.OfSubject(Person)], token.DenyKeys);
        Assert.Equal(Person, token.PersonId?.ToString());
    }

    [Theory]
    [InlineData("""{"claims":["email","name"]}""", "email name")]
    [InlineData("""{"claims":[]}""", "")]
    [InlineData("""{"claims":{"email":null}}""", "")]
    [InlineData("{}", "")]
    public void Claims_that_were_asked_for_are_those_of_the_claim(string claims, string expected) =>
        Assert.Equal(expected, string.Join(' ', Token(claims).ClaimNames));

    [Fact]
    public void Without_a_jti_it_is_its_own_name()
    {
        var token = Token("""{"sub":"x"}""");

        Assert.Equal([DenyKey.OfToken("the token"), DenyKey.OfSubject("x")], token.DenyKeys);
    }

    private static VerifiedAccessToken Token(string json, Guid? person = null)
    {
        Assert.True(JwtClaims.TryParse(Encoding.UTF8.GetBytes(json), out var claims));
        return new VerifiedAccessToken("the token", claims, api: (Api?)null, secret: null, person);
    }
}
