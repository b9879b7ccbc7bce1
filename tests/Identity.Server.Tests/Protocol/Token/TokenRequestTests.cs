using Identity.Server.Protocol.Token;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.Tests.Protocol.Token;

public sealed class TokenRequestTests
{
    private const string Valid =
        "grant_type=password&scope=openid+read&resource=orders&username=ann&password=a&refresh_token=rt_1";

    [Fact, Spec("RFC 6749 §4.3.2"), Spec("RFC 6749 §6")]
    public void Everything_is_read_once()
    {
        var request = Forms.Value(TokenRequest.Read(Forms.Of(Valid), Source.Unknown));

        Assert.Equal(
            ("password", "openid read", "orders", "ann", "a", "rt_1"),
            (
                request.GrantType,
                request.Scope?.ToString(),
                request.Resource,
                request.Username,
                request.Password,
                request.RefreshToken
            )
        );
    }

    [Fact]
    public void Only_the_grant_type_is_needed()
    {
        var request = Forms.Value(TokenRequest.Read(Forms.Of("grant_type=x&scope="), Source.Unknown));

        Assert.Equal("x", request.GrantType);
        Assert.Null(request.Scope);
        Assert.Null(request.Resource);
    }

    [Theory]
    [InlineData("scope=read", "invalid_request")]
    [InlineData("grant_type=&scope=read", "invalid_request")]
    [InlineData("grant_type=x&scope=+", "invalid_scope")]
    [InlineData("grant_type=x&scope=a++b", "invalid_scope")]
    [InlineData("grant_type=x&scope=a%22", "invalid_scope")]
    [InlineData("grant_type=x&resource=a&resource=b", "invalid_target")]
    [Spec("RFC 6749 §5.2"), Spec("RFC 8707 §2")]
    public void What_is_wrong_has_its_code(string body, string code) =>
        Assert.Equal(code, Forms.Error(TokenRequest.Read(Forms.Of(body), Source.Unknown)).Code);
}
