using System.Text;
using Identity.Server.Resources.Claims;
using Identity.Tests;

namespace Identity.Server.Tests.Resources.Claims;

public sealed class ClaimsRequestTests
{
    // The example of OpenID Connect Core §5.5.
    private const string Example = """
        {"userinfo":{"given_name":{"essential":true},"nickname":null,"email":{"essential":true},
          "email_verified":{"essential":true},"picture":null,"http://example.info/claims/groups":null},
         "id_token":{"auth_time":{"essential":true},"acr":{"values":["urn:mace:incommon:iap:silver"]}}}
        """;

    private static readonly byte[][] Seeds =
    [
        Encoding.UTF8.GetBytes(Example),
        """{"id_token":{"sub":{"value":"x"}}}"""u8.ToArray(),
    ];

    private static readonly byte[][] Spice =
    [
        .. new List<string> { "{", "}", "null", "\"\\ud83d\"", "\"__proto__\"", "[", "\0", "1e999", "\"sub\"" }.Select(
            Encoding.UTF8.GetBytes
        ),
    ];

    [Fact, Spec("OpenID Connect Core §5.5")]
    public void The_example_of_the_standard_is_read()
    {
        var request = ClaimsRequest.Read(Example)!;

        Assert.Equal(
            ["email", "email_verified", "given_name", "nickname", "picture"],
            request.UserInfo.Keys.Order(StringComparer.Ordinal)
        );
        Assert.True(request.UserInfo["email"].IsEssential);
        Assert.False(request.UserInfo["picture"].IsEssential);
        Assert.Equal(["acr", "auth_time"], request.IdToken.Keys.Order(StringComparer.Ordinal));
        Assert.True(request.IdToken["auth_time"].IsEssential);
        Assert.Equal(["urn:mace:incommon:iap:silver"], request.IdToken["acr"].Values);
        Assert.Equal(["email", "profile"], request.Scopes.Order(StringComparer.Ordinal));
    }

    [Theory, Spec("OpenID Connect Core §5.5"), Spec("OpenID Connect Core §5.5.1")]
    [InlineData("{}", "", "")]
    [InlineData("""{"userinfo":{}}""", "", "")]
    [InlineData("""{"id_token":{"email":null}}""", "", "email")]
    [InlineData("""{"more":7,"userinfo":{"email":{"more":[1]}}}""", "email", "")]
    [InlineData(
        """{"userinfo":{"email":{"value":"a@b"},"phone_number":{"values":[1,true,{}]}}}""",
        "email phone_number",
        ""
    )]
    [InlineData("""{"userinfo":{"email":{"essential":false}}}""", "email", "")]
    [InlineData("""{"userinfo":{"name#ja":null,"groups":null,"EMAIL":null}}""", "", "")]
    [InlineData("""{"userinfo":{"__proto__":null,"constructor":null},"__proto__":{}}""", "", "")]
    public void What_nobody_has_heard_of_is_left_out(string text, string userInfo, string idToken)
    {
        var request = ClaimsRequest.Read(text)!;

        Assert.Equal(userInfo, string.Join(' ', request.UserInfo.Keys));
        Assert.Equal(idToken, string.Join(' ', request.IdToken.Keys));
    }

    [Theory, Spec("OpenID Connect Core §5.5.1")]
    [InlineData("""{"id_token":{"sub":{"value":"248289761001"}}}""", "248289761001")]
    [InlineData("""{"id_token":{"sub":{"values":["a","b"]}}}""", "a b")]
    [InlineData("""{"id_token":{"sub":null}}""", "")]
    public void A_value_that_decides_is_kept(string text, string values) =>
        Assert.Equal(values, string.Join(' ', ClaimsRequest.Read(text)!.IdToken["sub"].Values));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"userinfo\"")]
    [InlineData("""{"userinfo":null}""")]
    [InlineData("""{"userinfo":[]}""")]
    [InlineData("""{"userinfo":"email"}""")]
    [InlineData("""{"userinfo":{"email":true}}""")]
    [InlineData("""{"userinfo":{"email":[]}}""")]
    [InlineData("""{"userinfo":{"unheard_of":1}}""")]
    [InlineData("""{"id_token":{"email":{"essential":"true"}}}""")]
    [InlineData("""{"id_token":{"email":{"essential":null}}}""")]
    [InlineData("""{"id_token":{"email":{"values":"a"}}}""")]
    [InlineData("""{"id_token":{"email":{"values":[]}}}""")]
    [InlineData("""{"id_token":{"sub":{"value":5}}}""")]
    [InlineData("""{"id_token":{"acr":{"values":["a",null]}}}""")]
    [InlineData("""{"userinfo":{"email":null,"email":null}}""")]
    [InlineData("""{"userinfo":{"email":null}} {}""")]
    [InlineData("""{"userinfo":{"email":{"value":"\ud800"}}}""")]
    public void What_has_another_shape_is_no_request(string text) => Assert.Null(ClaimsRequest.Read(text));

    [Fact]
    public void A_request_has_an_end()
    {
        const string Start = "{\"userinfo\":{\"email\":{\"value\":";
        const string End = "}}}";
        var room = ClaimsRequest.LongestText - Start.Length - End.Length;

        Assert.NotNull(ClaimsRequest.Read($"{Start}\"{new string('x', room - 2)}\"{End}"));
        Assert.Null(ClaimsRequest.Read($"{Start}\"{new string('x', room - 1)}\"{End}"));
        Assert.Null(ClaimsRequest.Read($"{Start}{new string('[', 99)}{new string(']', 99)}{End}"));
    }

    [Fact]
    public void Damage_yields_a_request_or_none_and_never_an_exception()
    {
        var read = 0;

        foreach (var bytes in Seeded.Damaged(0xC1A1, Seeds, Spice))
        {
            if (ClaimsRequest.Read(Encoding.UTF8.GetString(bytes)) is not { } request)
                continue;
            read++;
            Assert.All(
                request.UserInfo.Keys.Concat(request.IdToken.Keys),
                name => Assert.True(StandardClaims.ScopeOf(name) is not null || name is "sub" or "acr" or "auth_time")
            );
        }

        Assert.InRange(read, 100, 9_900);
    }
}
