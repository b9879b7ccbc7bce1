using System.Text.Encodings.Web;
using Identity.Authentication.Provider;
using Identity.Authentication.SignIn.Answers;
using Identity.Authentication.SignIn.Logout;
using Identity.Authentication.SignIn.Requests;
using Identity.Authentication.SignIn.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Identity.Authentication.SignIn;

/// <summary>Signs people in at an OpenID provider, and out again, as the framework's remote handlers do.</summary>
/// <remarks>OpenID Connect Core §3.1: the authorization code flow.</remarks>
internal sealed class OpenIdConnectSignInHandler(
    IOptionsMonitor<OpenIdConnectSignInOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    OpenIdProviders providers
) : RemoteAuthenticationHandler<OpenIdConnectSignInOptions>(options, logger, encoder), IAuthenticationSignOutHandler
{
    private OpenIdProvider Provider => providers.Of(Options.Authority);

    public override async Task<bool> HandleRequestAsync()
    {
        if (Request.Path == Options.BackChannelLogoutPath)
        {
            await Context
                .RequestServices.GetRequiredService<BackChannelLogout>()
                .AnswerAsync(Context, Provider, Options, SessionLife());
            return true;
        }
        if (Request.Path == Options.FrontChannelLogoutPath)
        {
            await FrontChannelLogout.AnswerAsync(Context, Options, Scheme.Name);
            return true;
        }
        if (Request.Path == Options.SignedOutCallbackPath)
        {
            FinishSignOut();
            return true;
        }
        return await base.HandleRequestAsync();
    }

    /// <remarks>OpenID Connect RP-Initiated Logout §2: here first, so that a provider that is away keeps nobody signed in.</remarks>
    public async Task SignOutAsync(AuthenticationProperties? properties)
    {
        var back = ReturnAddress.Within(Request, properties?.RedirectUri, Options.SignedOutRedirectPath);
        var ticket = await Context.AuthenticateAsync(Options.SignInScheme);
        await Context.SignOutAsync(Options.SignInScheme);
        if (ticket.Properties is { } session && SessionMark.Of(session)?.Scheme == Scheme.Name)
            await Context.RequestServices.GetRequiredService<SigningOut>().GiveBackAsync(session, Options);

        var state = Options.StateFormat.Protect(new AuthenticationProperties { RedirectUri = back });
        var redirectUri = BuildRedirectUri(Options.SignedOutCallbackPath);
        var idToken = ticket.Properties?.GetTokenValue(SessionTokens.IdToken);
        try
        {
            var provider = await Provider.MetadataAsync(Context.RequestAborted);
            Response.Redirect(EndSessionRequest.Write(provider, Options, idToken, redirectUri, state) ?? back);
        }
        catch (ProviderUnavailableException)
        {
            Response.Redirect(back);
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // A script's request cannot follow a sign-in, and neither can an image or a frame: they are told, and get no cookie.
        if (Request.Headers["Sec-Fetch-Mode"] is [{ Length: > 0 } mode] && mode != "navigate")
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        properties.RedirectUri = ReturnAddress.Within(Request, properties.RedirectUri ?? CurrentPath(), "/");
        var wishes = Wishes.Of(properties, Options);
        var pending = wishes.Begin(BuildRedirectUri(Options.CallbackPath), Options.Clock.GetUtcNow());
        pending.WriteTo(properties);
        WaitingCookies.Prune(Context, Options.CorrelationCookie);
        GenerateCorrelationId(properties);
        var request = AuthorizationRequest.Write(Options, wishes, pending, Options.StateFormat.Protect(properties));
        try
        {
            switch (await AuthorizationAddress.OfAsync(Provider, Options, request, Context.RequestAborted))
            {
                case AuthorizationAddress.Found found:
                    Response.Redirect(found.Url);
                    break;
                case AuthorizationAddress.Refused refused:
                    await FailAsync(new SignInFailureException(refused.Reason, refused.Error), properties);
                    break;
            }
        }
        catch (ProviderUnavailableException away)
        {
            await FailAsync(new SignInFailureException(away.Message), properties);
        }
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        // 1. The answer, each parameter once, as a browser brings it that was redirected.
        if (!HttpMethods.IsGet(Request.Method) || AuthorizationAnswer.Read(Request.Query) is not { } answer)
            return Fail("The answer is not one.");

        // 2. The state is ours, and not too old.
        if (Options.StateFormat.Unprotect(answer.State) is not { } properties)
            return Fail("The answer has no state of ours.");
        if (PendingSignIn.TakeFrom(properties) is not { } pending)
            return Fail("The answer's state was made for something else.");
        if (Options.Clock.GetUtcNow() - pending.BeganAt > Options.RemoteAuthenticationTimeout)
            return Fail("The sign-in has taken too long.", properties);

        // 3. It was begun in this browser and is finished once (RFC 9700 §4.7.1): the cookie that says so goes.
        if (!ValidateCorrelationId(properties))
            return Fail("The sign-in was not begun in this browser, or is over.", properties);

        try
        {
            // 4. It is from the provider that was asked, before anything else in it is believed.
            var metadata = await Provider.MetadataAsync(Context.RequestAborted);
            if (answer.WhyNotFrom(metadata) is { } why)
                return Fail(why, properties);

            // 5. The provider, or the person there, has said no.
            if (answer.Error is { } error)
                return await RefusedAsync(answer, error, properties);
            if (answer.Code is not { } code)
                return Fail("The answer has neither code nor error.", properties);

            // 6. The code for tokens, and the tokens for who it is.
            var redeemed = await CodeRedemption.RunAsync(Provider, Options, pending, code, Context.RequestAborted);
            return redeemed.Failed(out var signedIn)
                ? Fail(redeemed.Reason, properties, redeemed.Error)
                : HandleRequestResult.Success(Ticket(signedIn, properties));
        }
        catch (ProviderUnavailableException away)
        {
            return Fail(away.Message, properties);
        }
    }

    private static HandleRequestResult Fail(
        string reason,
        AuthenticationProperties? properties = null,
        string? error = null
    ) => HandleRequestResult.Fail(new SignInFailureException(reason, error), properties);

    private AuthenticationTicket Ticket(SignedIn signedIn, AuthenticationProperties properties)
    {
        using var key = signedIn.Key;
        SessionMark.Of(Scheme.Name, signedIn.Person).WriteTo(properties);
        if (Options.SaveTokens)
            SessionTokens.Keep(properties, signedIn.Tokens, Options.RefreshAhead, Options.Clock.GetUtcNow());
        if (Options.SaveTokens && key is not null && signedIn.Tokens.TokenType == TokenAnswer.Dpop)
            SessionTokens.Keep(properties, key);
        var person = PersonIdentity.Of(signedIn.Person, signedIn.UserInfo, Options, Scheme.Name);
        return new AuthenticationTicket(person, properties, Scheme.Name);
    }

    private async Task<HandleRequestResult> RefusedAsync(
        AuthorizationAnswer answer,
        string error,
        AuthenticationProperties properties
    )
    {
        // RFC 6749 §4.1.2.1: the person, or the provider for them, did not want to; the app may have a page for that.
        if (error == "access_denied" && await HandleAccessDeniedErrorAsync(properties) is { None: false } handled)
            return handled;
        return Fail($"The provider answered {error}: {answer.ErrorDescription ?? "no description"}", properties, error);
    }

    // As the framework does where an answer fails: the app's event may handle it, or it is an exception.
    private async Task FailAsync(SignInFailureException failure, AuthenticationProperties properties)
    {
        var failed = new RemoteFailureContext(Context, Scheme, Options, failure) { Properties = properties };
        await Events.RemoteFailure(failed);
        if (failed.Result is not { Handled: true })
            throw failure;
    }

    private void FinishSignOut()
    {
        // The address is sealed in the state: nobody else can have browsers led anywhere by this path.
        var back = Request.Query["state"] is [{ } state] ? Options.StateFormat.Unprotect(state)?.RedirectUri : null;
        Response.Redirect(ReturnAddress.Within(Request, back, Options.SignedOutRedirectPath));
    }

    // The framework's CurrentUri is absolute, which says no more within the app.
    private string CurrentPath() => $"{OriginalPathBase}{OriginalPath}{Request.QueryString}";

    private TimeSpan SessionLife() =>
        Context
            .RequestServices.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(Options.SignInScheme)
            .ExpireTimeSpan;
}
