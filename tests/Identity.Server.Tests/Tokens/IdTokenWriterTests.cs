using Identity.Jose;
using Identity.Server.Clients.Metadata;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.Tests.Tokens;

public sealed class IdTokenWriterTests : IDisposable
{
    private static readonly string[] Everything = ["openid", "profile", "email", "phone", "address"];
    private static readonly SignInContext Context = new()
    {
        SessionId = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8058"),
        Nonce = "n-0S6_WzA2Mj",
        Acr = "pwd",
        Amr = ["pwd"],
    };

    private static readonly Subject Ann = TokenRoom.Ann with
    {
        Locale = "de",
        UpdatedAt = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        Details = """
            {"given_name":"Ann","phone_number":"+4930123456","address":{"locality":"Berlin","country":"DE"},"secret":"no"}
            """,
    };

    private readonly TokenRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact, Spec("OpenID Connect Core §2")]
    public void It_says_how_the_person_signed_in()
    {
        var token = Write(Granted("openid"), new IdTokenBindings("token"));

        Assert.Equal("n-0S6_WzA2Mj", token.GetString("nonce"));
        Assert.Equal("pwd", token.GetString("acr"));
        Assert.Equal(["pwd"], token.GetStrings("amr"));
        Assert.Equal("01890a5d-ac96-774b-bcce-b302099a8058", token.GetString("sid"));
        Assert.Equal(_room.Clock.Now.ToUnixTimeSeconds(), token.Json.GetProperty("auth_time").GetInt64());
        Assert.Equal(["web"], token.Audience);
    }

    [Theory, Spec("OpenID Connect Core §2")]
    [InlineData(null)]
    [InlineData("pairwise")]
    public void It_names_the_person_in_at_most_255_characters_of_ASCII(string? subjectType)
    {
        var client = Registered.Client(
            metadata: new ClientMetadata { SubjectType = subjectType },
            sector: subjectType is null ? null : "app.example"
        );
        var granted = TokenRoom.For(null, Ann, "openid", client);

        var token = _room.Verify(_room.IdTokens.Write(granted, Ann, new IdTokenBindings(), _room.Clock.Now));

        Assert.InRange(token.Claims.Subject!.Length, 1, 255);
        Assert.All(token.Claims.Subject, c => Assert.InRange(c, '!', '~'));
        Assert.Equal(subjectType is null, token.Claims.Subject == Ann.Id.ToString());
    }

    [Fact, Spec("OpenID Connect Core §3.3.2.11"), Spec("OpenID Connect Core §3.2.2.10")]
    public void It_vouches_for_what_it_comes_with_and_for_nothing_else()
    {
        var all = Write(Granted("openid"), new IdTokenBindings("token", "code", "state"));
        var code = Write(Granted("openid"), new IdTokenBindings(Code: "code"));

        Assert.Equal(IdTokenHash.Of("token", JwsAlgorithm.RS256), all.GetString("at_hash"));
        Assert.Equal(IdTokenHash.Of("code", JwsAlgorithm.RS256), all.GetString("c_hash"));
        Assert.Equal(IdTokenHash.Of("state", JwsAlgorithm.RS256), all.GetString("s_hash"));
        Assert.Equal(["c_hash"], Names(code).Where(name => name.EndsWith("_hash", StringComparison.Ordinal)));
    }

    [Fact, Spec("OpenID Connect Core §5.4"), Spec("OpenID Connect Core §5.1")]
    public void Alone_it_says_all_that_the_scopes_allow()
    {
        var token = Write(Granted("openid profile email phone address"), new IdTokenBindings());

        Assert.Equal("Ann Lee", token.GetString("name"));
        Assert.Equal("Ann", token.GetString("given_name"));
        Assert.Equal("Europe/Berlin", token.GetString("zoneinfo"));
        Assert.Equal("de", token.GetString("locale"));
        Assert.Equal(1_700_000_000, token.Json.GetProperty("updated_at").GetInt64());
        Assert.Equal("Ann@Example.com", token.GetString("email"));
        Assert.True(token.Json.GetProperty("email_verified").GetBoolean());
        Assert.Equal("+4930123456", token.GetString("phone_number"));
        Assert.False(token.Json.GetProperty("phone_number_verified").GetBoolean());
        Assert.Equal("Berlin", token.Json.GetProperty("address").GetProperty("locality").GetString());
        Assert.False(token.TryGet("secret", out _));
        Assert.False(token.TryGet("family_name", out _));
    }

    [Theory, Spec("OpenID Connect Core §5.4")]
    [InlineData("token", null)]
    [InlineData(null, "code")]
    public void With_a_token_or_a_code_the_scopes_are_for_userinfo(string? token, string? code)
    {
        var claims = Write(Granted("openid profile email"), new IdTokenBindings(token, code));

        Assert.False(claims.TryGet("email", out _));
        Assert.False(claims.TryGet("name", out _));
    }

    [Fact, Spec("OpenID Connect Core §5.5")]
    public void What_was_asked_for_by_name_is_in_it_once()
    {
        const string Asked = """
            {"id_token":{"email":null,"name":{"essential":true},"birthdate":null,"acr":null,"sub":null,"more":null},
             "userinfo":{"zoneinfo":null}}
            """;
        var token = Write(Granted("openid", Asked), new IdTokenBindings("token"));
        var alone = Write(Granted("openid email", Asked), new IdTokenBindings());

        Assert.Equal("Ann@Example.com", token.GetString("email"));
        Assert.Equal("Ann Lee", token.GetString("name"));
        Assert.False(token.TryGet("email_verified", out _));
        Assert.False(token.TryGet("birthdate", out _));
        Assert.False(token.TryGet("zoneinfo", out _));
        Assert.Equal(Names(alone).Distinct(), Names(alone));
    }

    [Fact]
    public void A_claim_by_name_is_no_way_round_a_scope_that_the_client_may_not_have()
    {
        var granted = Granted("openid", """{"id_token":{"email":null,"name":null}}""", scopes: ["openid", "profile"]);

        var token = Write(granted, new IdTokenBindings("token"));

        Assert.Equal("Ann Lee", token.GetString("name"));
        Assert.False(token.TryGet("email", out _));
    }

    [Fact, Spec("OpenID Connect Dynamic Client Registration §2"), Spec("OpenID Connect Core §10.1")]
    public void A_client_has_the_signature_that_it_registered()
    {
        var client = Registered.Client(metadata: new ClientMetadata { IdTokenSignedResponseAlg = "ES256" });
        var granted = TokenRoom.For(null, Ann, "openid", client);

        var token = _room.Verify(_room.IdTokens.Write(granted, Ann, new IdTokenBindings("token"), _room.Clock.Now));

        Assert.Equal(JwsAlgorithm.ES256, token.Header.Algorithm);
        Assert.Equal(_room.Keys.Active(JwsAlgorithm.ES256).KeyId, token.Header.KeyId);
    }

    private static IEnumerable<string> Names(JwtClaims claims) => claims.Json.EnumerateObject().Select(one => one.Name);

    private GrantedAuthorization Granted(string scope, string? claims = null, string[]? scopes = null) =>
        TokenRoom.For(null, Ann, scope, Registered.Client(scopes: scopes ?? Everything)) with
        {
            AuthTime = _room.Clock.Now,
            Context = Context with { Claims = claims },
        };

    private JwtClaims Write(GrantedAuthorization granted, IdTokenBindings bindings) =>
        _room.Verify(_room.IdTokens.Write(granted, Ann, bindings, _room.Clock.Now)).Claims;
}
