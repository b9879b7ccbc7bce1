using System.Globalization;
using Microsoft.AspNetCore.Authentication;

namespace Identity.Authentication.SignIn.Requests;

/// <summary>Writes what the provider is asked: what the options ask always, unless this challenge asks something else.</summary>
/// <remarks>OpenID Connect Core §3.1.2.1; RFC 7636 §4.3.</remarks>
internal static class AuthorizationRequest
{
    public static List<KeyValuePair<string, string>> Write(
        OpenIdConnectSignInOptions options,
        Wishes wishes,
        PendingSignIn pending,
        string state
    )
    {
        var request = new List<KeyValuePair<string, string>>
        {
            new("client_id", options.ClientId),
            new("response_type", "code"),
            new("redirect_uri", pending.RedirectUri),
            new("scope", string.Join(' ', wishes.Scopes)),
            new("state", state),
            new("nonce", pending.Nonce),
            new("code_challenge", pending.CodeChallenge),
            new("code_challenge_method", "S256"),
        };
        Add("prompt", wishes.Prompt);
        Add("max_age", pending.MaxAge?.ToString(CultureInfo.InvariantCulture));
        Add("acr_values", pending.AcrValues is [] ? null : string.Join(' ', pending.AcrValues));
        Add("login_hint", wishes.LoginHint);
        // RFC 8707 §2: once for each API.
        foreach (var resource in options.Resources)
            Add("resource", resource);
        return request;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                request.Add(new(name, value));
        }
    }
}

/// <summary>What one challenge and the options ask together.</summary>
internal sealed record Wishes(
    IReadOnlyList<string> Scopes,
    string? Prompt,
    TimeSpan? MaxAge,
    IReadOnlyList<string> AcrValues,
    string? LoginHint
)
{
    public static Wishes Of(AuthenticationProperties properties, OpenIdConnectSignInOptions options) =>
        new(
            [
                .. properties.GetParameter<IReadOnlyList<string>>(nameof(SignInProperties.Scopes))
                    ?? (IEnumerable<string>)options.Scopes,
            ],
            properties.GetParameter<string>(nameof(SignInProperties.Prompt)) ?? options.Prompt,
            properties.GetParameter<TimeSpan?>(nameof(SignInProperties.MaxAge)) ?? options.MaxAge,
            [
                .. properties.GetParameter<IReadOnlyList<string>>(nameof(SignInProperties.AcrValues))
                    ?? (IEnumerable<string>)options.AcrValues,
            ],
            properties.GetParameter<string>(nameof(SignInProperties.LoginHint))
        );

    public PendingSignIn Begin(string redirectUri, DateTimeOffset now) =>
        PendingSignIn.Begin(redirectUri, now) with
        {
            MaxAge = MaxAge is { } age ? (long)Math.Max(0, age.TotalSeconds) : null,
            AcrValues = AcrValues,
        };
}
