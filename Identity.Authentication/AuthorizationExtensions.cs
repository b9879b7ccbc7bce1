using Identity.Authentication.AccessTokens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Identity.Authentication;

/// <summary>What a token must say before a request is let in, for endpoints and for policies.</summary>
public static class AuthorizationExtensions
{
    /// <summary>Lets in those whose token has the scope; called several times, it asks for all of them.</summary>
    /// <remarks>RFC 6750 §3.1, insufficient_scope.</remarks>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequireScopeAttribute(scope));

    /// <inheritdoc cref="RequireScope{TBuilder}(TBuilder, string)"/>
    public static AuthorizationPolicyBuilder RequireScope(this AuthorizationPolicyBuilder policy, string scope)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.RequireAuthenticatedUser().AddRequirements(new ScopeRequirement(scope));
    }

    /// <summary>Lets in those who have signed in lately, and sends others to sign in again.</summary>
    /// <param name="maxAge">How long ago at most, in whole seconds; read from the claim <c>auth_time</c>.</param>
    /// <remarks>RFC 9470 §3, max_age.</remarks>
    public static TBuilder RequireRecentSignIn<TBuilder>(this TBuilder endpoint, TimeSpan maxAge)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.RequireRecentSignIn(maxAge));

    /// <inheritdoc cref="RequireRecentSignIn{TBuilder}(TBuilder, TimeSpan)"/>
    public static AuthorizationPolicyBuilder RequireRecentSignIn(
        this AuthorizationPolicyBuilder policy,
        TimeSpan maxAge
    )
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.RequireAuthenticatedUser().AddRequirements(new RecentSignInRequirement(maxAge));
    }

    /// <summary>Lets in those who have signed in in one of some ways, and sends others to do so.</summary>
    /// <param name="acrValues">The values of the claim <c>acr</c> that are good enough, the preferred one first.</param>
    /// <remarks>RFC 9470 §3, acr_values.</remarks>
    public static TBuilder RequireAcr<TBuilder>(this TBuilder endpoint, params string[] acrValues)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.RequireAcr(acrValues));

    /// <inheritdoc cref="RequireAcr{TBuilder}(TBuilder, string[])"/>
    public static AuthorizationPolicyBuilder RequireAcr(
        this AuthorizationPolicyBuilder policy,
        params string[] acrValues
    )
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.RequireAuthenticatedUser().AddRequirements(new AcrRequirement(acrValues));
    }
}
