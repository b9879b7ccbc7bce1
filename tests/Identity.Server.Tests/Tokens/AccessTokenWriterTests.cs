using Identity.Jose;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.Tests.Tokens;

public sealed class AccessTokenWriterTests
{
    private static readonly string[] EveryClaim = NewApi.KnownClaims;

    [Fact, Spec("RFC 9068 §2.1"), Spec("RFC 9068 §2.2")]
    public void A_token_for_a_person_has_the_claims_of_the_standard_and_no_others()
    {
        var api = Registered.Api();
        using var room = new TokenRoom(api);
        var family = new RefreshFamily(Guid.CreateVersion7(room.Clock.Now), "rt_secret");
        var granted = TokenRoom.For(api, TokenRoom.Ann, "read write") with
        {
            AuthTime = room.Clock.Now.AddSeconds(-9),
            Family = family,
        };

        var token = room.Verify(room.AccessTokens.Write(granted, room.Clock.Now).Token);

        var now = room.Clock.Now.ToUnixTimeSeconds();
        Assert.Equal("at+jwt", token.Header.Type);
        Assert.Equal(
            ["iss", "aud", "sub", "client_id", "jti", "scope", "auth_time", "grant_id", "iat", "exp"],
            Names(token)
        );
        Assert.Equal("https://id.example", token.Claims.Issuer);
        Assert.Equal([api.Audience], token.Claims.Audience);
        Assert.Equal(TokenRoom.Ann.Id.ToString(), token.Claims.Subject);
        Assert.Equal("web", token.Claims.GetString("client_id"));
        Assert.Equal("read write", token.Claims.GetString("scope"));
        Assert.Equal(family.Id.ToString(), token.Claims.GetString("grant_id"));
        Assert.Equal(now - 9, token.Claims.Json.GetProperty("auth_time").GetInt64());
        Assert.Equal(now, token.Claims.Json.GetProperty("iat").GetInt64());
        Assert.Equal(now + 600, token.Claims.Json.GetProperty("exp").GetInt64());
    }

    [Fact, Spec("OpenID Connect Core §5.5")]
    public void It_carries_the_claims_that_userinfo_was_asked_for_beyond_the_scopes()
    {
        using var room = new TokenRoom();
        var client = Registered.Client(scopes: ["openid", "email", "profile"]);
        var context = new SignInContext
        {
            Claims = """
                {"userinfo":{"name":null,"email":null,"phone_number":null,"sub":null},"id_token":{"zoneinfo":null}}
                """,
        };
        var granted = TokenRoom.For(null, TokenRoom.Ann, "openid email", client);

        var token = room.Verify(room.AccessTokens.Write(granted with { Context = context }, room.Clock.Now).Token);
        var without = room.Verify(room.AccessTokens.Write(granted, room.Clock.Now).Token);

        Assert.Equal(["name"], token.Claims.GetStrings("claims"));
        Assert.DoesNotContain("claims", Names(without));
    }

    [Fact, Spec("OpenID Connect Core §8.1"), Spec("RFC 9068 §2.2")]
    public async Task A_pairwise_client_has_the_subject_of_its_id_tokens()
    {
        using var room = new TokenRoom();
        var granted = TokenRoom.For(null, TokenRoom.Ann, "openid", TokenRoom.Clients[1]);

        var issued = await room.IssueAsync(granted);

        var subject = room.Verify(issued.AccessToken).Claims.Subject;
        Assert.Equal(room.Subjects.Of(TokenRoom.Clients[1], TokenRoom.Ann.Id), subject);
        Assert.Equal(subject, room.Verify(issued.IdToken!).Claims.Subject);
    }

    [Fact]
    public void A_plain_api_has_the_subject_that_it_was_written_for()
    {
        var api = Registered.Api(plainClaims: []);
        using var room = new TokenRoom(api);
        var granted = TokenRoom.For(api, TokenRoom.Ann, "read", TokenRoom.Clients[1]);

        var token = room.Verify(room.AccessTokens.Write(granted, room.Clock.Now).Token);

        Assert.Equal(TokenRoom.Ann.Id.ToString(), token.Claims.Subject);
    }

    [Fact, Spec("RFC 9068 §2.2")]
    public void A_client_of_its_own_is_the_subject()
    {
        var api = Registered.Api();
        using var room = new TokenRoom(api);

        var token = room.Verify(room.AccessTokens.Write(TokenRoom.For(api), room.Clock.Now).Token);

        Assert.Equal("web", token.Claims.Subject);
        Assert.Equal(["iss", "aud", "sub", "client_id", "jti", "scope", "iat", "exp"], Names(token));
    }

    [Fact]
    public void A_token_for_no_api_is_for_the_server_itself()
    {
        using var room = new TokenRoom();

        var token = room.Verify(room.AccessTokens.Write(TokenRoom.For(null, TokenRoom.Ann, ""), room.Clock.Now).Token);

        Assert.Equal(["https://id.example"], token.Claims.Audience);
        Assert.Equal(JwsAlgorithm.RS256, token.Header.Algorithm);
        Assert.DoesNotContain("scope", Names(token));
    }

    [Fact]
    public void The_jti_is_new_each_time_and_begins_with_the_time()
    {
        using var room = new TokenRoom();
        var ids = Enumerable
            .Range(0, 9)
            .Select(_ => room.Verify(room.AccessTokens.Write(TokenRoom.For(null), room.Clock.Now).Token).Claims)
            .ToList();

        Assert.Equal(9, ids.Select(claims => claims.JwtId).Distinct().Count());
        Assert.All(
            ids,
            claims =>
                Assert.Equal(room.Clock.Now, new VerifiedAccessToken("x", claims, null, null, person: null).IssuedAt)
        );
    }

    [Fact]
    public void Each_api_has_the_algorithm_it_asks_for()
    {
        var api = Registered.Api(algorithm: JwsAlgorithm.ES256);
        using var room = new TokenRoom(api);

        var token = room.Verify(room.AccessTokens.Write(TokenRoom.For(api), room.Clock.Now).Token);

        Assert.Equal(JwsAlgorithm.ES256, token.Header.Algorithm);
        Assert.Equal(room.Keys.Active(JwsAlgorithm.ES256).KeyId, token.Header.KeyId);
    }

    [Fact]
    public void An_api_with_a_secret_verifies_with_its_newest()
    {
        var api = Registered.Api(algorithm: JwsAlgorithm.HS256);
        using var room = new TokenRoom(api);

        var token = room.AccessTokens.Write(TokenRoom.For(api), room.Clock.Now).Token;

        Assert.Equal(JwsAlgorithm.HS256, room.Verify(token, api).Header.Algorithm);
        Assert.IsType<JwtVerdict.Invalid>(
            Jwt.Validate(token, api.Secrets[1].Verification, new JwtExpectations(), room.Clock.Now)
        );
    }

    [Fact]
    public void A_plain_token_has_the_subject_the_times_and_what_was_chosen()
    {
        var api = Registered.Api(algorithm: JwsAlgorithm.HS256, plainClaims: []);
        using var room = new TokenRoom(api);

        var token = room.Verify(room.AccessTokens.Write(TokenRoom.For(api, TokenRoom.Ann), room.Clock.Now).Token, api);

        Assert.Equal("JWT", token.Header.Type);
        Assert.Equal(["sub", "iat", "exp"], Names(token));
    }

    [Fact]
    public void A_plain_token_under_the_servers_key_always_names_its_audience()
    {
        var api = Registered.Api(plainClaims: ["aud", "email"]);
        using var room = new TokenRoom(api);

        var token = room.Verify(room.AccessTokens.Write(TokenRoom.For(api, TokenRoom.Ann), room.Clock.Now).Token);

        Assert.Equal(["sub", "aud", "email", "iat", "exp"], Names(token));
        Assert.Equal([api.Audience], token.Claims.Audience);
    }

    [Fact]
    public void Each_claim_that_an_api_can_choose_is_written_once()
    {
        var api = Registered.Api(algorithm: JwsAlgorithm.HS256, plainClaims: EveryClaim);
        using var room = new TokenRoom(api);

        var token = room.Verify(room.AccessTokens.Write(TokenRoom.For(api, TokenRoom.Ann), room.Clock.Now).Token, api);

        Assert.Equal(["sub", .. EveryClaim, "iat", "exp"], Names(token));
        Assert.Equal("Ann@Example.com", token.Claims.GetString("email"));
        Assert.True(token.Claims.Json.GetProperty("email_verified").GetBoolean());
        Assert.Equal("Europe/Berlin", token.Claims.GetString("zoneinfo"));
    }

    [Fact]
    public void A_claim_without_a_value_is_left_out()
    {
        var api = Registered.Api(algorithm: JwsAlgorithm.HS256, plainClaims: EveryClaim);
        using var room = new TokenRoom(api);
        var nameless = TokenRoom.Ann with { Name = null, TimeZone = null };

        var person = room.Verify(room.AccessTokens.Write(TokenRoom.For(api, nameless), room.Clock.Now).Token, api);
        var client = room.Verify(room.AccessTokens.Write(TokenRoom.For(api), room.Clock.Now).Token, api);

        Assert.Equal(EveryClaim.Except(["name", "zoneinfo"]), Names(person).Except(["sub", "iat", "exp"]));
        Assert.Equal(["client_id", "scope", "iss", "aud", "jti"], Names(client).Except(["sub", "iat", "exp"]));
    }

    [Fact]
    public void An_api_may_know_people_by_address()
    {
        var api = Registered.Api(subject: SubjectForm.Email);
        using var room = new TokenRoom(api);

        var person = room.Verify(room.AccessTokens.Write(TokenRoom.For(api, TokenRoom.Ann), room.Clock.Now).Token);
        var client = room.Verify(room.AccessTokens.Write(TokenRoom.For(api), room.Clock.Now).Token);

        Assert.Equal("Ann@Example.com", person.Claims.Subject);
        Assert.Equal("web", client.Claims.Subject);
    }

    private static IEnumerable<string> Names(JwtVerdict.Valid token) =>
        token.Claims.Json.EnumerateObject().Select(claim => claim.Name);
}
