using Identity.Authentication.Provider;
using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.SignIn.Answers;

/// <summary>What the browser brings back from the provider, each parameter once.</summary>
/// <remarks>RFC 6749 §4.1.2 and RFC 6749 §4.1.2.1.</remarks>
internal sealed record AuthorizationAnswer(string? State, string? Code, string? Issuer, string? Error)
{
    /// <summary>For the log alone: whoever sent the browser may have written it.</summary>
    public string? ErrorDescription { get; private init; }

    /// <returns>Null where a parameter is there twice: two readers would read two things (RFC 6749 §3.1).</returns>
    public static AuthorizationAnswer? Read(IQueryCollection query)
    {
        string[] names = ["state", "code", "iss", "error", "error_description"];
        return names.Any(name => query[name].Count > 1)
            ? null
            : new AuthorizationAnswer(One("state"), One("code"), One("iss"), One("error"))
            {
                ErrorDescription = One("error_description"),
            };

        string? One(string name) => query[name] is [{ Length: > 0 } one] ? one : null;
    }

    /// <summary>Whether it is from the provider that was asked, errors as well: another one's answer is not even read.</summary>
    /// <remarks>RFC 9207 §2.4; RFC 9700 §4.4.2.1.</remarks>
    public string? WhyNotFrom(ProviderMetadata provider)
    {
        if (Issuer is null)
        {
            return provider.AuthorizationResponseIssParameterSupported
                ? "The answer does not say which provider it is from, and this one always does."
                : null;
        }
        return Issuer == provider.Issuer ? null : "The answer is from another provider.";
    }
}
