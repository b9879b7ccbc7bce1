using System.Diagnostics;
using Identity.Authentication.Provider;
using Identity.Jose;

namespace Identity.Authentication.AccessTokens;

/// <summary>Says what a token is worth to one API, by the rules of its options.</summary>
/// <remarks>RFC 9068 §4; RFC 8725 §3.</remarks>
internal sealed class AccessTokenValidator
{
    private readonly OpenIdProvider? _provider;
    private readonly Introspection? _introspection;
    private readonly AccessTokenRules _rules;
    private readonly TimeProvider _clock;

    public AccessTokenValidator(
        AccessTokenRules rules,
        OpenIdProvider? provider,
        Introspection? introspection,
        TimeProvider clock
    ) => (_rules, _provider, _introspection, _clock) = (rules, provider, introspection, clock);

    public async ValueTask<AccessTokenVerdict> ValidateAsync(string token, CancellationToken ct)
    {
        try
        {
            if (CompactJws.PeekHeader(token) is not { } header)
                return await ValidateOpaqueAsync(token, ct);

            var verdict = ToVerdict(await ValidateJwtAsync(token, header, ct));
            if (verdict is not AccessTokenVerdict.Valid || !_rules.RevocationSensitive)
                return verdict;

            // The claims stay those that were signed; what the provider adds is that they still hold.
            var opinion = await _introspection!.AskAsync(token, ct);
            return opinion is AccessTokenVerdict.Valid ? verdict : opinion;
        }
        catch (ProviderUnavailableException away)
        {
            return new AccessTokenVerdict.Unknown(away.Message);
        }
    }

    private async ValueTask<AccessTokenVerdict> ValidateOpaqueAsync(string token, CancellationToken ct) =>
        _rules.AcceptOpaqueTokens
            ? await _introspection!.AskAsync(token, ct)
            : new AccessTokenVerdict.Refused("The token is no signed JWT of an algorithm that is known here.");

    private async ValueTask<JwtVerdict> ValidateJwtAsync(string token, JwsHeader header, CancellationToken ct)
    {
        // RFC 8725 §3.1: the algorithm leads to the kind of keys that goes with it, and never to another kind.
        if (!_rules.Algorithms.Contains(header.Algorithm))
            return new JwtVerdict.Invalid($"The token is signed with {header.Algorithm}, which is not accepted here.");
        return header.Algorithm.IsSymmetric
            ? ValidateShared(token)
            : await _provider!.ValidateAsync(token, _rules.Algorithms, _rules.OfProvider, ct);
    }

    private JwtVerdict ValidateShared(string token)
    {
        var verdict = Jwt.Validate(token, _rules.Secrets, _rules.OfSecret, _clock.GetUtcNow());
        return verdict is JwtVerdict.Valid valid && WhyNotOurs(valid.Claims) is { } why
            ? new JwtVerdict.Invalid(why)
            : verdict;
    }

    // RFC 7519 §4.1.1 and RFC 7519 §4.1.3: both may be absent, and what is there is compared.
    private string? WhyNotOurs(JwtClaims claims)
    {
        if (claims.Issuer is { } issuer && _rules.Authority is { } authority && issuer != authority)
            return "The iss is not the expected one.";
        return claims.Audience.Count > 0 && !claims.Audience.Contains(_rules.Audience, StringComparer.Ordinal)
            ? "The aud is somebody else."
            : null;
    }

    private static AccessTokenVerdict ToVerdict(JwtVerdict verdict) =>
        verdict switch
        {
            JwtVerdict.Valid valid => new AccessTokenVerdict.Valid(valid.Claims.Json),
            JwtVerdict.Invalid invalid => new AccessTokenVerdict.Refused(invalid.Reason),
            _ => throw new UnreachableException(),
        };
}
