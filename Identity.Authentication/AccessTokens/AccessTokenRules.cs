using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Identity.Jose;

namespace Identity.Authentication.AccessTokens;

/// <summary>The options of a scheme as what is compared with tokens; made once, when they are first used.</summary>
internal sealed class AccessTokenRules
{
    private const string Base64UrlPrefix = "base64url:";

    private static readonly string[] UsualTypes = ["at+jwt"];
    private static readonly string[] UsualTypesUnderSecret = ["at+jwt", "JWT"];

    /// <param name="options">Validated.</param>
    public AccessTokenRules(AccessTokenValidationOptions options)
    {
        Authority = options.Authority;
        Audience = options.Audience;
        Algorithms = AlgorithmsOf(options);
        RevocationSensitive = options.RevocationSensitive;
        AcceptOpaqueTokens = options.AcceptOpaqueTokens;

        var secrets = options.SharedSecrets?.Select(BytesOf).ToList() ?? [];
        Secrets = new VerificationKeys(
            from algorithm in Algorithms
            where algorithm.IsSymmetric
            from secret in secrets
            select VerificationKey.FromSecret(algorithm, secret)
        );
        OfProvider = Expect(options, UsualTypes) with
        {
            Issuer = options.Authority,
            Audience = [options.Audience ?? ""],
        };
        OfSecret = Expect(options, UsualTypesUnderSecret);
    }

    public string? Authority { get; }
    public string? Audience { get; }
    public IReadOnlyList<JwsAlgorithm> Algorithms { get; }
    public VerificationKeys Secrets { get; }
    public bool RevocationSensitive { get; }
    public bool AcceptOpaqueTokens { get; }

    /// <summary>What a token of the provider must say.</summary>
    public JwtExpectations OfProvider { get; }

    /// <summary>What a token under a shared secret must say, beside what it may leave out.</summary>
    public JwtExpectations OfSecret { get; }

    public static IReadOnlyList<JwsAlgorithm> AlgorithmsOf(AccessTokenValidationOptions options)
    {
        if (options.Algorithms is { } names)
            return [.. names.Select(Parse).OfType<JwsAlgorithm>()];

        var algorithms = new List<JwsAlgorithm>();
        if (options.Authority is not null)
            algorithms.AddRange([JwsAlgorithm.RS256, JwsAlgorithm.PS256, JwsAlgorithm.ES256]);
        if (options.SharedSecrets is { Count: > 0 })
            algorithms.Add(JwsAlgorithm.HS256);
        return algorithms;
    }

    public static byte[] BytesOf(string secret) =>
        TryReadSecret(secret, out var bytes)
            ? bytes
            : throw new ArgumentException("The secret is not base64url.", nameof(secret));

    public static bool TryReadSecret(string secret, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (secret.StartsWith(Base64UrlPrefix, StringComparison.Ordinal))
        {
            var text = secret.AsSpan(Base64UrlPrefix.Length);
            if (!Base64Url.IsValid(text))
                return false;
            bytes = Base64Url.DecodeFromChars(text);
            return true;
        }
        bytes = Encoding.UTF8.GetBytes(secret);
        return true;
    }

    private static JwsAlgorithm? Parse(string name) =>
        JwsAlgorithm.TryParse(name, out var algorithm) ? algorithm : null;

    private static JwtExpectations Expect(AccessTokenValidationOptions options, string[] usualTypes)
    {
        var types = options.TokenTypes ?? usualTypes;
        return new JwtExpectations
        {
            Types = types,
            AcceptMissingType = types.Contains("JWT", StringComparer.OrdinalIgnoreCase),
            ClockSkew = options.ClockSkew,
        };
    }
}
