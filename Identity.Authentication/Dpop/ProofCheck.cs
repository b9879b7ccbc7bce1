using Identity.Jose;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Identity.Authentication.Dpop;

/// <summary>Says whether a request proves that it comes from the holder of the key that its token is bound to.</summary>
/// <remarks>RFC 9449 §4.3.</remarks>
internal sealed class ProofCheck(ProofMemory memory, TimeProvider clock)
{
    public const string Header = "DPoP";
    public const string Type = "dpop+jwt";

    /// <summary>How old a proof may be, and how far ahead of our clock.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(10);

    private const int LongestProof = 8 * 1024;

    private const int LongestJwtId = 256;

    /// <summary>The algorithms of proofs, as challenges list them.</summary>
    public static string Algorithms { get; } =
        string.Join(
            ' ',
            JwsAlgorithm.All.Where(algorithm => !algorithm.IsSymmetric).Select(algorithm => algorithm.Name)
        );

    /// <param name="thumbprint">The key that the access token is bound to.</param>
    /// <returns>Why the proof is none, for the log; null where it is good, and now used up.</returns>
    public string? WhyRefused(HttpRequest request, string accessToken, string thumbprint)
    {
        ArgumentNullException.ThrowIfNull(request);

        // 1. There is exactly one DPoP header.
        if (request.Headers[Header] is not [{ Length: > 0 and <= LongestProof } proof])
            return "There is no DPoP proof, more than one, or one that is too long.";

        // 2. and 4. It is one JWT, of the type of proofs.
        if (CompactJws.PeekHeader(proof) is not { } header)
            return "The DPoP proof is no signed JWT.";
        if (!string.Equals(header.Type, Type, StringComparison.OrdinalIgnoreCase))
            return "The typ of the DPoP proof is another.";

        // 5. The algorithm is asymmetric. 7. The key in the header has no private part.
        if (header.Algorithm.IsSymmetric)
            return "The DPoP proof is signed with a shared secret.";
        if (!header.TryGet("jwk", out var json) || !Jwk.TryRead(json, out var jwk, out _) || jwk.IsPrivate)
            return "The DPoP proof has no public key in its header.";

        // 12. The key is the one that the token is bound to; asked first, for then nobody else's key is ever worked with.
        if (!string.Equals(jwk.ThumbprintText, thumbprint, StringComparison.Ordinal))
            return "The DPoP proof is of another key than the token's.";

        // 6. The key verifies the signature.
        if (
            !VerificationKey.TryFromJwk(jwk, header.Algorithm, out var key, out _)
            || CompactJws.Verify(proof, new VerificationKeys(key)) is not { } verified
        )
        {
            return "The signature of the DPoP proof is not its key's.";
        }

        // 3. All required claims are there.
        return JwtClaims.TryParse(verified.Payload.Span, out var claims)
            ? WhyRefused(claims, request, accessToken, thumbprint)
            : "The payload of the DPoP proof is not an object of well-formed claims.";
    }

    private string? WhyRefused(JwtClaims claims, HttpRequest request, string accessToken, string thumbprint)
    {
        // 8. htm is the method of the request.
        if (!string.Equals(claims.GetString("htm"), request.Method, StringComparison.Ordinal))
            return "The htm of the DPoP proof is another method.";

        // 9. htu is its URL, without query and fragment.
        if (!IsFor(request, claims.GetString("htu")))
            return "The htu of the DPoP proof is another URL.";

        // 11. It was made just now.
        var now = clock.GetUtcNow();
        if (claims.IssuedAt is not { } at || at < now - LongestAge || at > now + ClockSkew)
            return "The DPoP proof was not made just now.";

        // 12. ath is the hash of the access token.
        if (!string.Equals(claims.GetString("ath"), DpopKey.HashOf(accessToken), StringComparison.Ordinal))
            return "The ath of the DPoP proof is another token's.";

        // RFC 9449 §11.1: and it is shown for the first time.
        if (claims.JwtId is not { Length: > 0 and <= LongestJwtId } jwtId)
            return "The DPoP proof has no jti, or one that is too long.";
        return memory.TryUse(thumbprint, jwtId) ? null : "The DPoP proof was used before, or too many are.";
    }

    // RFC 9449 §4.3: compared after the normalizations of RFC 3986 §6.2.2 and RFC 3986 §6.2.3.
    private static bool IsFor(HttpRequest request, string? htu) =>
        Uri.TryCreate(htu, UriKind.Absolute, out var named)
        && Uri.TryCreate(
            UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path),
            UriKind.Absolute,
            out var asked
        )
        && string.Equals(Compared(named), Compared(asked), StringComparison.Ordinal);

    private static string Compared(Uri uri) =>
        uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
