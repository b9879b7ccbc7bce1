namespace Identity.Authentication;

/// <summary>Whether requests to sign somebody in go to the provider behind the browser's back first.</summary>
/// <remarks>RFC 9126 §1.</remarks>
public enum PushedRequests
{
    /// <summary>Where the provider's metadata names an endpoint for them (RFC 9126 §5).</summary>
    WhenOffered,

    /// <summary>Always: signing in fails at a provider that has no endpoint for them.</summary>
    Required,

    /// <summary>Never, unless the provider takes nothing else (RFC 9126 §5, <c>require_pushed_authorization_requests</c>).</summary>
    Never,
}
