using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Identity.Jose;

namespace Identity.Authentication.Dpop;

/// <summary>A key that tokens are bound to; it proves with each request that it is at hand.</summary>
/// <remarks>RFC 9449 §4. Safe to share between threads.</remarks>
internal sealed class DpopKey(SigningKey key) : IDisposable
{
    // RFC 9449 §8.2: a nonce belongs to the server that gave it. A client speaks to few.
    private const int RememberedServers = 16;

    private readonly ConcurrentDictionary<string, string> _nonces = new(StringComparer.Ordinal);

    /// <summary>The thumbprint that a token bound to this key names in <c>cnf</c>.</summary>
    /// <remarks>RFC 9449 §6.1.</remarks>
    public string Thumbprint { get; } = key.Verification.ToJwk().ThumbprintText;

    public static DpopKey Create() => new(SigningKey.Create(JwsAlgorithm.ES256));

    /// <summary>A key that was kept, from <see cref="Export"/>.</summary>
    /// <exception cref="CryptographicException">The bytes are not a private key.</exception>
    public static DpopKey Import(ReadOnlySpan<byte> pkcs8) =>
        new(SigningKey.ImportPkcs8(JwsAlgorithm.ES256, pkcs8, keyId: null));

    /// <summary>The private key, to be kept as secret as the tokens that are bound to it.</summary>
    public byte[] Export() => key.ExportPkcs8();

    /// <summary>The nonce that the server of an address asked for last; null for none.</summary>
    public string? NonceOf(string address) => _nonces.GetValueOrDefault(Server(address));

    public void Remember(string address, string nonce)
    {
        if (_nonces.Count >= RememberedServers)
            _nonces.Clear();
        _nonces[Server(address)] = nonce;
    }

    /// <param name="accessToken">Sent along to an API, and thereby tied to the proof; null at the token endpoint.</param>
    public string Prove(
        HttpMethod method,
        string address,
        DateTimeOffset now,
        string? nonce = null,
        string? accessToken = null
    )
    {
        ArgumentNullException.ThrowIfNull(method);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            // RFC 9449 §4.2
            json.WriteStartObject();
            json.WriteString("jti", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)));
            json.WriteString("htm", method.Method);
            json.WriteString("htu", new Uri(address).GetLeftPart(UriPartial.Path));
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            if (accessToken is not null)
                json.WriteString("ath", HashOf(accessToken));
            if (nonce is not null)
                json.WriteString("nonce", nonce);
            json.WriteEndObject();
        }
        return CompactJws.SignWithPublicKey(buffer.ToArray(), key, "dpop+jwt");
    }

    public void Dispose() => key.Dispose();

    /// <summary>What a proof says of the access token that is sent along.</summary>
    /// <remarks>RFC 9449 §4.2, ath.</remarks>
    public static string HashOf(string accessToken) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));

    private static string Server(string address) => new Uri(address).GetLeftPart(UriPartial.Authority);
}
