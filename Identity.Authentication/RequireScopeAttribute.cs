using Identity.Authentication.AccessTokens;
using Microsoft.AspNetCore.Authorization;

namespace Identity.Authentication;

/// <summary>Lets in those whose token has a scope; written several times, it asks for all of them.</summary>
/// <remarks>RFC 6749 §3.3; who lacks it is told so with insufficient_scope, RFC 6750 §3.1.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireScopeAttribute(string scope) : AuthorizeAttribute, IAuthorizationRequirementData
{
    /// <summary>The scope, compared to the letter.</summary>
    public string Scope { get; } = scope;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new ScopeRequirement(Scope)];
}
