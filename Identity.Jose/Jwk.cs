using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Identity.Jose.Wire;

namespace Identity.Jose;

/// <summary>A key as JSON: of RSA, of one of the three NIST curves, or a shared secret.</summary>
/// <remarks>RFC 7517 §4; RFC 7518 §6. Binary members stay in base64url, as they are on the wire.</remarks>
public sealed record Jwk
{
    /// <summary>A longer document is refused unread; a private RSA key of 16384 bits fits.</summary>
    public const int MaximumLength = 32 * 1024;

    public required string Kty { get; init; }
    public string? Use { get; init; }
    public IReadOnlyList<string>? KeyOps { get; init; }
    public string? Alg { get; init; }
    public string? Kid { get; init; }

    public string? Crv { get; init; }
    public string? X { get; init; }
    public string? Y { get; init; }

    public string? N { get; init; }
    public string? E { get; init; }

    public string? D { get; init; }
    public string? P { get; init; }
    public string? Q { get; init; }
    public string? Dp { get; init; }
    public string? Dq { get; init; }
    public string? Qi { get; init; }
    public string? K { get; init; }

    /// <summary>Whether anything here must be kept secret.</summary>
    public bool IsPrivate => (D ?? P ?? Q ?? Dp ?? Dq ?? Qi ?? K) is not null;

    /// <summary>The thumbprint in base64url, the usual <c>kid</c> and the <c>jkt</c> of RFC 9449 §6.1.</summary>
    public string ThumbprintText => Base64Url.EncodeToString(Thumbprint());

    /// <param name="why">The reason of a refusal, for logs; it repeats no value of the key.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8Json,
        [NotNullWhen(true)] out Jwk? jwk,
        [NotNullWhen(false)] out string? why
    )
    {
        jwk = null;
        if (utf8Json.Length > MaximumLength)
        {
            why = "The JWK is too long.";
            return false;
        }
        if (!StrictJson.TryParseObject(utf8Json, out var json))
        {
            why = "The JWK is not a JSON object with distinct members.";
            return false;
        }
        return TryRead(json, out jwk, out why);
    }

    /// <summary>Reads a key that is part of a larger document, such as the <c>jwk</c> of a DPoP proof's header.</summary>
    /// <remarks>The document must have been read with duplicate members refused; <see cref="JwsHeader"/> and <see cref="JwtClaims"/> are.</remarks>
    public static bool TryRead(
        JsonElement json,
        [NotNullWhen(true)] out Jwk? jwk,
        [NotNullWhen(false)] out string? why
    ) => JwkReader.TryRead(json, out jwk, out why);

    /// <summary>The same key without what must be kept secret.</summary>
    /// <exception cref="InvalidOperationException">The key is a shared secret, which has no public part.</exception>
    public Jwk PublicPart()
    {
        if (Kty is Keys.Kty.Oct)
            throw new InvalidOperationException("A shared secret has no public part.");
        return this with { D = null, P = null, Q = null, Dp = null, Dq = null, Qi = null, K = null, KeyOps = null };
    }

    /// <summary>SHA-256 over the required members in lexicographic order.</summary>
    /// <remarks>RFC 7638 §3.</remarks>
    public byte[] Thumbprint()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            switch (Kty)
            {
                case Keys.Kty.Ec:
                    writer.WriteString("crv", Crv);
                    writer.WriteString("kty", Kty);
                    writer.WriteString("x", X);
                    writer.WriteString("y", Y);
                    break;
                case Keys.Kty.Rsa:
                    writer.WriteString("e", E);
                    writer.WriteString("kty", Kty);
                    writer.WriteString("n", N);
                    break;
                default:
                    writer.WriteString("k", K);
                    writer.WriteString("kty", Kty);
                    break;
            }
            writer.WriteEndObject();
        }
        return SHA256.HashData(buffer.WrittenSpan);
    }

    /// <summary>Writes every member there is, the private ones too: <see cref="PublicPart"/> first, unless that is meant.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("kty", Kty);
        Write("use", Use);
        if (KeyOps is not null)
        {
            writer.WriteStartArray("key_ops");
            foreach (var operation in KeyOps)
                writer.WriteStringValue(operation);
            writer.WriteEndArray();
        }
        Write("alg", Alg);
        Write("kid", Kid);
        Write("crv", Crv);
        Write("x", X);
        Write("y", Y);
        Write("n", N);
        Write("e", E);
        Write("d", D);
        Write("p", P);
        Write("q", Q);
        Write("dp", Dp);
        Write("dq", Dq);
        Write("qi", Qi);
        Write("k", K);
        writer.WriteEndObject();

        void Write(string name, string? value)
        {
            if (value is not null)
                writer.WriteString(name, value);
        }
    }

    /// <inheritdoc cref="WriteTo"/>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
            WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Says which key this is and never what is in it.</summary>
    public override string ToString() =>
        $"{Kty} {Alg ?? Crv ?? "key"} {Kid ?? "without kid"}{(IsPrivate ? ", private" : "")}";
}
