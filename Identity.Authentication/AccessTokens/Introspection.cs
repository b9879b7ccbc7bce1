using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Identity.Authentication.Provider;
using Identity.Jose;

namespace Identity.Authentication.AccessTokens;

/// <summary>Asks the provider what a token is worth, and remembers the answer for as long as the API's owner allows.</summary>
/// <remarks>RFC 7662 §2; RFC 7662 §4 on remembering.</remarks>
internal sealed class Introspection(
    OpenIdProvider provider,
    ClientCredentials client,
    IntrospectionTerms terms,
    TimeProvider clock
)
{
    private readonly BoundedMemory<string, Remembered> _memory = new(terms.Room);
    private readonly ConcurrentDictionary<string, Lazy<Task<AccessTokenVerdict>>> _running = new(
        StringComparer.Ordinal
    );

    public int Count => _memory.Count;

    public async Task<AccessTokenVerdict> AskAsync(string token, CancellationToken ct)
    {
        // Whoever wants to know of a revocation at once may not be answered by what was asked before it.
        if (terms.Life <= TimeSpan.Zero)
            return await AskProviderAsync(token, ct);

        // The memory holds no tokens: only who has one finds what was said of it.
        var name = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_memory.TryGet(name, out var remembered))
        {
            if (clock.GetUtcNow() < remembered.Until)
                return remembered.Verdict;
            _memory.Forget(name);
        }
        return await _running
            .GetOrAdd(name, _ => new Lazy<Task<AccessTokenVerdict>>(() => AskForAllAsync(name, token)))
            .Value.WaitAsync(ct);
    }

    private async Task<AccessTokenVerdict> AskForAllAsync(string name, string token)
    {
        try
        {
            var verdict = await AskProviderAsync(token, CancellationToken.None);
            if (verdict is not AccessTokenVerdict.Unknown)
                _memory.Set(name, new Remembered(verdict, GoodUntil(verdict)));
            return verdict;
        }
        finally
        {
            _running.TryRemove(name, out _);
        }
    }

    // RFC 7662 §4: an answer must not be believed for longer than the token lives.
    private DateTimeOffset GoodUntil(AccessTokenVerdict verdict)
    {
        var until = clock.GetUtcNow() + terms.Life;
        var exp = verdict is AccessTokenVerdict.Valid valid ? IntrospectedClaims.ExpiresAt(valid.Claims) : null;
        return exp < until ? exp.Value : until;
    }

    private async Task<AccessTokenVerdict> AskProviderAsync(string token, CancellationToken ct)
    {
        var metadata = await provider.MetadataAsync(ct);
        if (metadata.IntrospectionEndpoint is not { } endpoint)
            return new AccessTokenVerdict.Unknown("The provider's metadata names no introspection_endpoint.");

        KeyValuePair<string, string>[] form = [new("token", token), new("token_type_hint", "access_token")];
        return await provider.PostFormAsync(endpoint, form, client, dpop: null, ct) switch
        {
            ProviderAnswer.Success answer => Judge(answer, metadata),
            // RFC 7662 §2.3: it was this API that was refused, and the token was not looked at.
            ProviderAnswer.Refused refused => new AccessTokenVerdict.Unknown($"Introspection was refused: {refused}."),
            ProviderAnswer.Unreachable away => new AccessTokenVerdict.Unknown($"Introspection: {away.Reason}"),
            _ => throw new UnreachableException(),
        };
    }

    private AccessTokenVerdict Judge(ProviderAnswer.Success answer, ProviderMetadata metadata)
    {
        if (!JwtClaims.TryParse(answer.Body.Span, out var claims))
            return new AccessTokenVerdict.Unknown("The answer to an introspection is no object of well-formed claims.");
        return IntrospectedClaims.WhyRefused(claims, metadata.Issuer, terms, clock.GetUtcNow()) is { } why
            ? new AccessTokenVerdict.Refused(why)
            : new AccessTokenVerdict.Valid(claims.Json);
    }

    private sealed record Remembered(AccessTokenVerdict Verdict, DateTimeOffset Until);
}
