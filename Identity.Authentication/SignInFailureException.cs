using Microsoft.AspNetCore.Authentication;

namespace Identity.Authentication;

/// <summary>Why nobody was signed in: what <c>Events.OnRemoteFailure</c> gets, and what is thrown where nobody handles it.</summary>
public sealed class SignInFailureException : AuthenticationFailureException
{
    internal SignInFailureException(string message, string? error = null)
        : base(message) => Error = error;

    /// <summary>The provider's <c>error</c>, such as <c>login_required</c> (OpenID Connect Core §3.1.2.6); null where it is our refusal.</summary>
    public string? Error { get; }
}
