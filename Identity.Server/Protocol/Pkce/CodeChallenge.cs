using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Server.Protocol.Pkce;

/// <summary>Ties a code to whoever asked for it. S256 alone: `plain` shows the verifier to whoever sees the request.</summary>
/// <remarks>RFC 7636 §4; RFC 9700 §2.1.1.</remarks>
internal static class CodeChallenge
{
    public const string Method = "S256";

    private const int ShortestVerifier = 43;
    private const int LongestVerifier = 128;

    // RFC 7636 §4.1: unreserved characters.
    private static readonly SearchValues<char> VerifierCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    );

    /// <summary>Whether a text can be what a SHA-256 looks like on the wire (RFC 7636 §4.2).</summary>
    public static bool IsWellFormed(string challenge) =>
        challenge.Length == Base64Url.GetEncodedLength(SHA256.HashSizeInBytes) && Base64Url.IsValid(challenge);

    /// <returns>The challenge that the verifier answers, or null where it is no verifier (RFC 7636 §4.1).</returns>
    public static string? Of(string verifier) =>
        verifier.Length is >= ShortestVerifier and <= LongestVerifier
        && !verifier.AsSpan().ContainsAnyExcept(VerifierCharacters)
            ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))
            : null;
}
