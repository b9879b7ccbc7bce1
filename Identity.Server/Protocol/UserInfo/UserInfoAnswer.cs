using Identity.Server.Hosting.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.UserInfo;

/// <summary>Sends what a client is told of a person, as JSON or as a JWT.</summary>
/// <remarks>OpenID Connect Core §5.3.2.</remarks>
internal sealed class UserInfoAnswer(WrittenUserInfo info) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        PrivateAnswer.WriteAsync(
            httpContext.Response,
            StatusCodes.Status200OK,
            info.IsJwt ? "application/jwt" : "application/json",
            info.Bytes
        );
}
