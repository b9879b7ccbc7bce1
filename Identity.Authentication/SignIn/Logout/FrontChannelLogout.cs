using Identity.Authentication.SignIn.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.SignIn.Logout;

/// <summary>What the provider has browsers load, in a frame of its own page, when a session ends.</summary>
/// <remarks>OpenID Connect Front-Channel Logout §2.</remarks>
internal static class FrontChannelLogout
{
    /// <summary>
    /// Signs out whom the provider names and nobody else. Any page can have a browser load this: without the session's own
    /// <c>sid</c> it does nothing.
    /// </summary>
    public static async Task AnswerAsync(HttpContext http, OpenIdConnectSignInOptions options, string scheme)
    {
        http.Response.Headers.CacheControl = "no-store";
        var (issuer, sessionId) = (http.Request.Query["iss"], http.Request.Query["sid"]);
        var ticket = await http.AuthenticateAsync(options.SignInScheme);
        if (
            ticket.Properties is { } properties
            && SessionMark.Of(properties) is { SessionId: { } own } mark
            && mark.Scheme == scheme
            && issuer is [{ } saidIssuer]
            && sessionId is [{ } saidSession]
            && saidIssuer == mark.Issuer
            && saidSession == own
        )
        {
            await http.SignOutAsync(options.SignInScheme);
        }
        http.Response.StatusCode = StatusCodes.Status200OK;
    }
}
