using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Authentication.AccessTokens;

/// <summary>A scope that the token must have.</summary>
/// <remarks>RFC 6749 §3.3.</remarks>
internal sealed class ScopeRequirement(string scope) : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    public string Scope { get; } = scope;

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (context.User.HasClaim("scope", requirement.Scope))
            context.Succeed(requirement);
        else if (context.Resource is HttpContext http)
            Shortfall.Of(http).Scopes.Add(requirement.Scope);
        return Task.CompletedTask;
    }

    public override string ToString() => $"the scope {Scope}";
}

/// <summary>A sign-in that must not be long ago.</summary>
/// <remarks>RFC 9470 §3.</remarks>
internal sealed class RecentSignInRequirement(TimeSpan maxAge)
    : AuthorizationHandler<RecentSignInRequirement>,
        IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context,
        RecentSignInRequirement requirement
    )
    {
        var http = context.Resource as HttpContext;
        var clock = http?.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;
        if (SignedInAt(context) is { } at && clock.GetUtcNow().ToUnixTimeSeconds() - at <= maxAge.TotalSeconds)
            context.Succeed(requirement);
        else if (http is not null)
            Shortfall.Of(http).MaxAge = maxAge;
        return Task.CompletedTask;
    }

    private static long? SignedInAt(AuthorizationHandlerContext context) =>
        long.TryParse(
            context.User.FindFirst("auth_time")?.Value,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var at
        )
            ? at
            : null;

    public override string ToString() => $"a sign-in within {maxAge}";
}

/// <summary>A way of signing in that must have been used.</summary>
/// <remarks>RFC 9470 §3.</remarks>
internal sealed class AcrRequirement(string[] acrValues)
    : AuthorizationHandler<AcrRequirement>,
        IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AcrRequirement requirement)
    {
        if (acrValues.Any(acr => context.User.HasClaim("acr", acr)))
            context.Succeed(requirement);
        else if (context.Resource is HttpContext http)
            Shortfall.Of(http).AcrValues = acrValues;
        return Task.CompletedTask;
    }

    public override string ToString() => $"one of the acr values {string.Join(' ', acrValues)}";
}
