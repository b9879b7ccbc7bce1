using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Identity.Jose.Keys;
using Identity.Jose.Wire;

namespace Identity.Jose;

/// <summary>Signs and verifies in the compact serialization, the only one here.</summary>
/// <remarks>RFC 7515 §3.1, RFC 7515 §5.1 and RFC 7515 §5.2.</remarks>
public static class CompactJws
{
    /// <summary>A longer token is refused before it is looked at, and none is made.</summary>
    public const int MaximumLength = 64 * 1024;

    /// <summary>A longer header is refused unread; one with a chain of certificates fits.</summary>
    public const int MaximumHeaderLength = ProtectedHeader.MaximumLength;

    /// <param name="type">The <c>typ</c> of the header; null for none. Meant to be one of few constants.</param>
    /// <exception cref="ArgumentException">The result would be longer than <see cref="MaximumLength"/>.</exception>
    public static string Sign(ReadOnlySpan<byte> payload, SigningKey key, string? type = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        var header = key.HeaderSegment(type);
        var length = Length(header, payload, key);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Write(header, payload, key, buffer.AsSpan(0, length));
            return Encoding.Latin1.GetString(buffer, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Signs straight into an answer that is being written.</summary>
    /// <inheritdoc cref="Sign(ReadOnlySpan{byte}, SigningKey, string?)"/>
    public static void Sign(ReadOnlySpan<byte> payload, SigningKey key, string? type, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(output);
        var header = key.HeaderSegment(type);
        var length = Length(header, payload, key);
        Write(header, payload, key, output.GetSpan(length)[..length]);
        output.Advance(length);
    }

    /// <summary>Signs with a header that carries the public key itself in place of a name, as a proof that the key is at hand.</summary>
    /// <remarks>RFC 9449 §4.2. Nothing here verifies with a key out of a header: who checks a proof takes it out knowingly.</remarks>
    /// <exception cref="InvalidOperationException">The key is a shared secret.</exception>
    public static string SignWithPublicKey(ReadOnlySpan<byte> payload, SigningKey key, string? type = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        var header = key.HeaderSegmentWithPublicKey(type);
        var written = new byte[Length(header, payload, key)];
        Write(header, payload, key, written);
        return Encoding.Latin1.GetString(written);
    }

    /// <returns>Null when any step fails: the caller has nothing to choose between the ways of failing.</returns>
    public static VerifiedJws? Verify(ReadOnlySpan<char> compact, VerificationKeys keys) =>
        TryVerify(compact, keys, out var verified, out _) ? verified : null;

    /// <summary>Reads the header of a token that nobody has verified: good for choosing keys, and for nothing else.</summary>
    public static JwsHeader? PeekHeader(ReadOnlySpan<char> compact)
    {
        if (compact.Length > MaximumLength)
            return null;
        var dot = compact.IndexOf('.');
        return dot > 0 && TryReadHeader(compact[..dot], out var header, out _) ? header : null;
    }

    internal static bool TryVerify(
        ReadOnlySpan<char> compact,
        VerificationKeys keys,
        [NotNullWhen(true)] out VerifiedJws? verified,
        [NotNullWhen(false)] out string? why
    )
    {
        ArgumentNullException.ThrowIfNull(keys);
        verified = null;
        if (compact.Length > MaximumLength)
        {
            why = "The token is too long.";
            return false;
        }

        // 1. Parse the JWS representation: three segments and two dots.
        var firstDot = compact.IndexOf('.');
        var lastDot = compact.LastIndexOf('.');
        if (firstDot <= 0 || lastDot == firstDot || compact[(firstDot + 1)..lastDot].Contains('.'))
        {
            why = "The token does not have three segments.";
            return false;
        }

        // 2-5. Decode the header, a JSON object and the only header there is; understand all that must be understood.
        if (!TryReadHeader(compact[..firstDot], out var header, out why))
            return false;

        // 6. Decode the payload.
        if (!StrictBase64Url.TryDecode(compact[(firstDot + 1)..lastDot], out var payload))
        {
            why = "The payload is not base64url.";
            return false;
        }

        // 7. Decode the signature.
        Span<byte> signature = stackalloc byte[KeyStrength.MaximumSignatureLength];
        if (!StrictBase64Url.TryDecode(compact[(lastDot + 1)..], signature, out var signatureLength))
        {
            why = "The signature is not base64url, or too long.";
            return false;
        }

        // 8. Validate the signature over ASCII(header || '.' || payload) with a key of the header's algorithm.
        var input = ArrayPool<byte>.Shared.Rent(lastDot);
        try
        {
            var inputLength = Encoding.Latin1.GetBytes(compact[..lastDot], input);
            if (keys.FindSigner(header, input.AsSpan(0, inputLength), signature[..signatureLength]) is not { } signer)
            {
                why = "No key of ours made the signature.";
                return false;
            }
            verified = new VerifiedJws(header, payload, signer);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
        }

        // 9. and 10. concern the JSON serialization; which algorithms are acceptable the keys have said.
    }

    private static bool TryReadHeader(
        ReadOnlySpan<char> segment,
        [NotNullWhen(true)] out JwsHeader? header,
        [NotNullWhen(false)] out string? why
    )
    {
        header = null;
        return ProtectedHeader.TryRead(segment, out var json, out why) && JwsHeader.TryRead(json, out header, out why);
    }

    private static int Length(byte[] header, ReadOnlySpan<byte> payload, SigningKey key)
    {
        var length =
            payload.Length > MaximumLength
                ? int.MaxValue
                : header.Length
                    + Base64Url.GetEncodedLength(payload.Length)
                    + 1
                    + Base64Url.GetEncodedLength(key.SignatureLength);
        if (length > MaximumLength)
            throw new ArgumentException("The token would be too long.", nameof(payload));
        return length;
    }

    private static void Write(byte[] header, ReadOnlySpan<byte> payload, SigningKey key, Span<byte> output)
    {
        header.CopyTo(output);
        var dot = header.Length + Base64Url.EncodeToUtf8(payload, output[header.Length..]);
        output[dot] = (byte)'.';

        Span<byte> signature = stackalloc byte[key.SignatureLength];
        key.Sign(output[..dot], signature);
        Base64Url.EncodeToUtf8(signature, output[(dot + 1)..]);
    }
}
