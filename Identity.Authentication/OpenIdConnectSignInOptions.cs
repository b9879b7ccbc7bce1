using Identity.Authentication.Provider;
using Identity.Authentication.SignIn;
using Identity.Jose;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Identity.Authentication;

/// <summary>How an app signs people in at an OpenID provider. Three are needed; everything else has a safe value already.</summary>
/// <remarks>OpenID Connect Core §3.1, the authorization code flow, with RFC 7636 always.</remarks>
public sealed class OpenIdConnectSignInOptions : RemoteAuthenticationOptions
{
    public OpenIdConnectSignInOptions()
    {
        CallbackPath = "/signin-oidc";
        SaveTokens = true;
        Events = new RemoteAuthenticationEvents();
        // The answer comes as a link that the browser follows, which brings Lax cookies along: they need not go everywhere.
        CorrelationCookie.SameSite = SameSiteMode.Lax;
        CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        // Seen wherever a sign-in begins, so that those which nobody finished can be cleared away there.
        CorrelationCookie.Path = "/";
    }

    /// <summary>The provider's issuer identifier, exactly as its metadata has it; https unless it is on this machine.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The name under which the app is registered there.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The app's secret; null for an app that has a <see cref="ClientKey"/> or nothing at all.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The app's private key, to authenticate with in place of a secret (RFC 7523 §2.2).</summary>
    public SigningKey? ClientKey { get; set; }

    /// <summary>What is asked for; <c>openid</c> must be among them. With <c>offline_access</c> most providers give a refresh token.</summary>
    public IList<string> Scopes { get; } = ["openid", "profile", "email"];

    /// <summary>The APIs that the access token is for (RFC 8707 §2), where the provider wants them named.</summary>
    public IList<string> Resources { get; } = [];

    /// <summary>Asked for at each sign-in; see <see cref="SignInProperties.Prompt"/>.</summary>
    public string? Prompt { get; set; }

    /// <summary>How long ago people may have proved who they are, in whole seconds; null leaves it to the provider.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>The ways of signing in of which one must have been gone; see <see cref="SignInProperties.AcrValues"/>.</summary>
    public IList<string> AcrValues { get; } = [];

    public PushedRequests PushedRequests { get; set; }

    /// <summary>
    /// The algorithms that ID tokens and logout tokens may be signed with (OpenID Connect Core §3.1.3.7, 7). HMAC is only
    /// accepted where it is named here, and then with the <see cref="ClientSecret"/>.
    /// </summary>
    public IReadOnlyList<JwsAlgorithm> IdTokenAlgorithms { get; set; } =
    [JwsAlgorithm.RS256, JwsAlgorithm.PS256, JwsAlgorithm.ES256];

    /// <summary>How far the provider's clock and ours may differ; five minutes at most.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the claims of the userinfo endpoint (OpenID Connect Core §5.3) are added to those of the ID token.</summary>
    public bool ReadsUserInfo { get; set; } = true;

    /// <summary>
    /// Whether tokens are bound to a key of the session (RFC 9449) where the provider can. Only an API that takes nothing but
    /// bearer tokens is a reason against it.
    /// </summary>
    public bool BindsTokens { get; set; } = true;

    /// <summary>The claim that <c>User.Identity.Name</c> is.</summary>
    public string NameClaim { get; set; } = "name";

    /// <summary>The claim that <c>User.IsInRole</c> looks at.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>How long before it ends the access token is replaced, at the next request of its person; an hour at most.</summary>
    public TimeSpan RefreshAhead { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether claims and tokens stay on the server, in the app's <c>IDistributedCache</c>, and the cookie only names them. For
    /// apps with large tokens, or whose tokens are not to be in browsers even encrypted.
    /// </summary>
    public bool KeepsSessionsOnServer { get; set; }

    /// <summary>Where browsers come back to from signing out (OpenID Connect RP-Initiated Logout §3); registered at the provider.</summary>
    public PathString SignedOutCallbackPath { get; set; } = "/signout-callback-oidc";

    /// <summary>
    /// What the provider has browsers load when a session ends (OpenID Connect Front-Channel Logout §2). It needs the session's
    /// cookie, which browsers only bring along with <c>SameSite=None</c>: prefer the back channel.
    /// </summary>
    public PathString FrontChannelLogoutPath { get; set; } = "/signout-oidc";

    /// <summary>Where the provider says that a session has ended (OpenID Connect Back-Channel Logout §2.2).</summary>
    public PathString BackChannelLogoutPath { get; set; } = "/backchannel-logout";

    /// <summary>Where people are led who have signed out, unless the app says otherwise; a path of the app.</summary>
    public string SignedOutRedirectPath { get; set; } = "/";

    internal ISecureDataFormat<AuthenticationProperties> StateFormat { get; set; } = null!;

    internal TimeProvider Clock => TimeProvider ?? TimeProvider.System;

    internal ClientCredentials Credentials =>
        ClientKey is not null ? ClientCredentials.WithKey(ClientId, ClientKey)
        : ClientSecret is not null ? ClientCredentials.WithSecret(ClientId, ClientSecret)
        : ClientCredentials.Public(ClientId);

    /// <exception cref="OptionsValidationException">Something is missing or unsafe; the message names each.</exception>
    public override void Validate(string scheme)
    {
        base.Validate(scheme);
        string[] faults = [.. OpenIdConnectSignInRules.Faults(this)];
        if (faults.Length > 0)
            throw new OptionsValidationException(scheme, typeof(OpenIdConnectSignInOptions), faults);
    }
}
