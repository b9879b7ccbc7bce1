using Identity.Authentication.Provider;
using Identity.Authentication.SignIn.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Identity.Authentication.SignIn.Logout;

/// <summary>Where the provider says, behind the browser's back, that a session has ended.</summary>
/// <remarks>OpenID Connect Back-Channel Logout §2.5, OpenID Connect Back-Channel Logout §2.7 and OpenID Connect Back-Channel Logout §2.8.</remarks>
internal sealed partial class BackChannelLogout(IEndedSessions ended, ILogger<BackChannelLogout> logger)
{
    /// <summary>A logout token with room for whatever else a provider sends.</summary>
    private const int LargestForm = 128 * 1024;

    /// <summary>What a form without a length may have in all is so many times that.</summary>
    private const int MostFields = 8;

    /// <param name="http">What came.</param>
    /// <param name="provider">Who may say so.</param>
    /// <param name="options">The client that it must be said to.</param>
    /// <param name="keepFor">How long a cookie of the app may live.</param>
    public async Task AnswerAsync(
        HttpContext http,
        OpenIdProvider provider,
        OpenIdConnectSignInOptions options,
        TimeSpan keepFor
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        var ct = http.RequestAborted;
        if (await TokenAsync(http.Request, ct) is not { } token)
        {
            await RefuseAsync(http, "The request has no logout_token.");
            return;
        }

        try
        {
            var check = await LogoutTokenRules.CheckAsync(provider, options, token, ct);
            if (check.Failed(out var end))
            {
                await RefuseAsync(http, check.Reason);
                return;
            }
            await ended.AddAsync(end, keepFor, ct);
            http.Response.StatusCode = StatusCodes.Status200OK;
        }
        catch (ProviderUnavailableException away)
        {
            // Its keys are not to be had: it may say so again later.
            NotChecked(away.Message);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private static async Task<string?> TokenAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType || request.ContentLength > LargestForm)
            return null;
        var limits = new FormOptions { ValueCountLimit = MostFields, ValueLengthLimit = LargestForm };
        try
        {
            var form = await request.ReadFormAsync(limits, ct);
            return form["logout_token"] is [{ Length: > 0 } token] ? token : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // OpenID Connect Back-Channel Logout §2.8: 400. What is wrong with it is for our log: it may be a guess.
    private Task RefuseAsync(HttpContext http, string reason)
    {
        Refused(reason);
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return http.Response.WriteAsJsonAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["error"] = "invalid_request" },
            http.RequestAborted
        );
    }

    [LoggerMessage(LogLevel.Warning, "A logout token is refused: {Reason}")]
    private partial void Refused(string reason);

    [LoggerMessage(LogLevel.Warning, "A logout token could not be checked: {Reason}")]
    private partial void NotChecked(string reason);
}
