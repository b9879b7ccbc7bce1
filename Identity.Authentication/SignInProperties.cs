using Microsoft.AspNetCore.Authentication;

namespace Identity.Authentication;

/// <summary>What one challenge asks of the provider beyond what the options ask always.</summary>
/// <remarks>
/// OpenID Connect Core §3.1.2.1. For <c>HttpContext.ChallengeAsync(properties)</c> or <c>Results.Challenge(properties)</c>;
/// what is left null is as the options say.
/// </remarks>
public sealed class SignInProperties : AuthenticationProperties
{
    /// <summary><c>none</c>, <c>login</c>, <c>consent</c>, <c>select_account</c> or <c>create</c>, separated by spaces.</summary>
    public string? Prompt
    {
        get => GetParameter<string>(nameof(Prompt));
        set => SetParameter(nameof(Prompt), value);
    }

    /// <summary>How long ago, in whole seconds, the person may have proved who they are; the answer is held to it.</summary>
    public TimeSpan? MaxAge
    {
        get => GetParameter<TimeSpan?>(nameof(MaxAge));
        set => SetParameter(nameof(MaxAge), value);
    }

    /// <summary>The ways of signing in of which one must have been gone, the dearest first; the answer is held to it.</summary>
    public IReadOnlyList<string>? AcrValues
    {
        get => GetParameter<IReadOnlyList<string>>(nameof(AcrValues));
        set => SetParameter(nameof(AcrValues), value);
    }

    /// <summary>The name under which the person may sign in, where it is known.</summary>
    public string? LoginHint
    {
        get => GetParameter<string>(nameof(LoginHint));
        set => SetParameter(nameof(LoginHint), value);
    }

    /// <summary>The scopes, in place of those of the options: to ask for another one where it is needed.</summary>
    public IReadOnlyList<string>? Scopes
    {
        get => GetParameter<IReadOnlyList<string>>(nameof(Scopes));
        set => SetParameter(nameof(Scopes), value);
    }
}
