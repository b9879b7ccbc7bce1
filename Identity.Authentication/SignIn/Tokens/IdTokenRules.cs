using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Identity.Authentication.Provider;
using Identity.Authentication.SignIn.Answers;
using Identity.Authentication.SignIn.Requests;
using Identity.Jose;

namespace Identity.Authentication.SignIn.Tokens;

/// <summary>The rules by which an ID token is believed, each of them, in the order of their list.</summary>
/// <remarks>OpenID Connect Core §3.1.3.7; RFC 8725 §3.</remarks>
internal static class IdTokenRules
{
    /// <summary>It is made while we wait for it: an old one was made for something else.</summary>
    private static readonly TimeSpan OldestToken = TimeSpan.FromMinutes(10);

    /// <summary>OpenID Connect Core §2.</summary>
    private const int LongestSubject = 255;

    /// <param name="provider">The provider that was asked.</param>
    /// <param name="options">The client that asked.</param>
    /// <param name="answer">The tokens.</param>
    /// <param name="pending">What was asked; null when tokens are refreshed, which nobody asks anything for.</param>
    /// <exception cref="ProviderUnavailableException">The provider has never answered yet.</exception>
    public static async ValueTask<Tried<IdToken>> CheckAsync(
        OpenIdProvider provider,
        OpenIdConnectSignInOptions options,
        TokenAnswer answer,
        PendingSignIn? pending,
        CancellationToken ct
    )
    {
        if (answer.IdToken is not { } token)
            return new("The token endpoint gave no id_token.");

        // 1. It is not encrypted: this client registers no key to encrypt to, and an encrypted one is no JWS.
        // 2. iss is the provider, to the letter. 3. aud names this client. 6 to 8. One of the provider's keys has signed it,
        // with an algorithm of the options. 9. It has not expired. 10. It was issued just now.
        var expected = new JwtExpectations
        {
            Issuer = (await provider.MetadataAsync(ct)).Issuer,
            Audience = [options.ClientId],
            // An access token or a logout token is none, whatever it says: RFC 8725 §3.11.
            Types = ["JWT"],
            AcceptMissingType = true,
            ClockSkew = options.ClockSkew,
            MaximumAge = OldestToken,
        };
        var verdict = await ProviderTokens.ValidateAsync(provider, options, token, expected, ct);
        if (verdict is not JwtVerdict.Valid valid)
            return new($"The ID token is refused: {((JwtVerdict.Invalid)verdict).Reason}");

        var reason =
            WhyNotFor(valid.Claims, options)
            ?? (pending is null ? null : WhyNotAsked(valid.Claims, pending, options))
            ?? WhyNotWith(valid, answer.AccessToken);
        return reason is null
            ? new(new IdToken(valid.Claims, valid.Key.Algorithm))
            : new($"The ID token is refused: {reason}");
    }

    private static string? WhyNotFor(JwtClaims claims, OpenIdConnectSignInOptions options)
    {
        // 3. No audience that is not trusted: another client could have had it, and have it used here.
        if (claims.Audience.Any(audience => audience != options.ClientId))
            return "It is for others as well.";
        // 4 and 5. azp, where it is there, names this client.
        if (claims.TryGet("azp", out _) && claims.GetString("azp") != options.ClientId)
            return "It was issued to another client.";
        // OpenID Connect Core §2: who it is about.
        return claims.Subject is { Length: > 0 and <= LongestSubject } ? null : "It names nobody.";
    }

    private static string? WhyNotAsked(JwtClaims claims, PendingSignIn pending, OpenIdConnectSignInOptions options)
    {
        // 11. The nonce of this request, and no other's: a token that was taken elsewhere does not sign anybody in here.
        if (claims.GetString("nonce") is not { } nonce || !SameText(nonce, pending.Nonce))
            return "Its nonce is not the one that was sent.";
        // 12. One of the ways of signing in that were asked for.
        if (pending.AcrValues.Count > 0 && !pending.AcrValues.Contains(claims.GetString("acr"), StringComparer.Ordinal))
            return "Its acr is none of those that were asked for.";
        // 13. The person has proved who they are as lately as was asked.
        if (pending.MaxAge is not { } maxAge)
            return null;
        if (!TryReadTime(claims, "auth_time", out var provedAt))
            return "It has no auth_time, and max_age was asked for.";
        return options.Clock.GetUtcNow() - provedAt > TimeSpan.FromSeconds(maxAge) + options.ClockSkew
            ? "The person proved who they are too long ago."
            : null;
    }

    // OpenID Connect Core §3.1.3.8: the access token is the one that the ID token was issued with.
    private static string? WhyNotWith(JwtVerdict.Valid token, string accessToken)
    {
        if (!token.Claims.TryGet("at_hash", out _))
            return null;
        return
            token.Claims.GetString("at_hash") is { } hash && SameText(hash, HalfHash(token.Key.Algorithm, accessToken))
            ? null
            : "Its at_hash is of another access token.";
    }

    private static string HalfHash(JwsAlgorithm algorithm, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var hash = algorithm.HashLength switch
        {
            SHA256.HashSizeInBytes => SHA256.HashData(bytes),
            SHA384.HashSizeInBytes => SHA384.HashData(bytes),
            _ => SHA512.HashData(bytes),
        };
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }

    private static bool SameText(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static bool TryReadTime(JwtClaims claims, string name, out DateTimeOffset time)
    {
        time = default;
        if (
            !claims.TryGet(name, out var member)
            || member.ValueKind != JsonValueKind.Number
            || !member.TryGetInt64(out var seconds)
            || seconds is < 0 or > 253402300799
        )
        {
            return false;
        }
        time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
