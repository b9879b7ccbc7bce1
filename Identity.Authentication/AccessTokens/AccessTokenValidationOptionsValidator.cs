using Identity.Authentication.Provider;
using Identity.Jose;
using Microsoft.Extensions.Options;

namespace Identity.Authentication.AccessTokens;

/// <summary>Says at the start what would otherwise be found out by the first token, or by an attacker.</summary>
internal sealed class AccessTokenValidationOptionsValidator : IValidateOptions<AccessTokenValidationOptions>
{
    private static readonly TimeSpan LongestSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestIntrospectionLife = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, AccessTokenValidationOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(problem => $"Access tokens, scheme {name}: {problem}"));
    }

    private static IEnumerable<string> Problems(AccessTokenValidationOptions options) =>
        [
            .. OfSources(options),
            .. OfAlgorithms(options),
            .. OfSecrets(options),
            .. OfIntrospection(options),
            .. OfTheRest(options),
        ];

    private static IEnumerable<string> OfSources(AccessTokenValidationOptions options)
    {
        if (options.Authority is null && options.SharedSecrets is not { Count: > 0 })
            yield return "Set Authority, or SharedSecrets: there is nothing to verify tokens with.";
        if (options.Authority is null)
            yield break;
        if (!Authority.TryRead(options.Authority, out _, out var why))
            yield return why;
        if (string.IsNullOrEmpty(options.Audience))
            yield return "Set Audience: without it, a token for any other API of the provider would do.";
    }

    private static IEnumerable<string> OfAlgorithms(AccessTokenValidationOptions options)
    {
        foreach (var name in options.Algorithms ?? [])
        {
            if (!JwsAlgorithm.TryParse(name, out var algorithm))
                yield return $"There is no algorithm '{name}'; known: {string.Join(", ", JwsAlgorithm.All)}.";
            else if (algorithm.IsSymmetric && options.SharedSecrets is not { Count: > 0 })
                yield return $"{name} needs SharedSecrets.";
            else if (!algorithm.IsSymmetric && options.Authority is null)
                yield return $"{name} needs an Authority, whose keys verify.";
        }
        if (AccessTokenRules.AlgorithmsOf(options).Count == 0 && !options.AcceptOpaqueTokens)
            yield return "Algorithms is empty, so that no token would do.";
    }

    private static IEnumerable<string> OfSecrets(AccessTokenValidationOptions options)
    {
        var longest = AccessTokenRules
            .AlgorithmsOf(options)
            .Where(each => each.IsSymmetric)
            .MaxBy(each => each.HashLength);
        foreach (var secret in options.SharedSecrets ?? [])
        {
            if (!AccessTokenRules.TryReadSecret(secret, out var bytes))
                yield return "A shared secret begins with base64url: and does not go on so.";
            else if (longest is not null && bytes.Length < longest.HashLength)
                yield return $"A shared secret is shorter than {longest.HashLength} bytes, which {longest} needs (RFC 7518 §3.2).";
        }
    }

    private static IEnumerable<string> OfIntrospection(AccessTokenValidationOptions options)
    {
        if (options.IntrospectionLife is { } life && (life < TimeSpan.Zero || life > LongestIntrospectionLife))
            yield return $"IntrospectionLife is between nothing and {LongestIntrospectionLife.TotalMinutes} minutes.";
        if (!options.RevocationSensitive && !options.AcceptOpaqueTokens)
            yield break;
        if (options.Authority is null)
            yield return "Introspection needs an Authority to ask.";
        if (options.ClientId is null || (options.ClientSecret is null && options.ClientKey is null))
            yield return "Introspection needs ClientId, and ClientSecret or ClientKey (RFC 7662 §2.1).";
    }

    private static IEnumerable<string> OfTheRest(AccessTokenValidationOptions options)
    {
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > LongestSkew)
            yield return $"ClockSkew is between nothing and {LongestSkew.TotalMinutes} minutes.";
        if (options.TokenTypes is { Count: 0 })
            yield return "TokenTypes is empty, so that no token would do.";
        if (options.Resource is not null && !ResourceMetadata.TryRead(options.Resource, out _))
            yield return "Resource is not an absolute https URL without a fragment (RFC 9728 §1.2).";
        if (options.Resource is not null && options.Authority is null)
            yield return "Resource needs an Authority to send clients to.";
    }
}
