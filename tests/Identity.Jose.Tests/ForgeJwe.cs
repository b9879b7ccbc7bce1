using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Jose.Tests;

/// <summary>Makes the encrypted tokens that the library would never make.</summary>
internal static class ForgeJwe
{
    /// <summary>A token whose content is correctly encrypted by AES-GCM under a key of the test's own.</summary>
    public static string Gcm(
        string headerJson,
        ReadOnlySpan<byte> encryptedKey,
        ReadOnlySpan<byte> cek,
        string plaintext = "content"
    )
    {
        var header = Forge.Encode(headerJson);
        var iv = RandomNumberGenerator.GetBytes(12);
        var content = Encoding.UTF8.GetBytes(plaintext);
        var ciphertext = new byte[content.Length];
        var tag = new byte[16];
        using var aes = new AesGcm(cek, tag.Length);
        aes.Encrypt(iv, content, ciphertext, tag, Encoding.ASCII.GetBytes(header));
        return Join(header, encryptedKey, iv, ciphertext, tag);
    }

    /// <summary>A token for dir with A128CBC-HS256 whose tag is correct over whatever the ciphertext is.</summary>
    public static string Authenticated(ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> key)
    {
        var header = Forge.Encode("""{"alg":"dir","enc":"A128CBC-HS256"}""");
        var iv = new byte[16];
        byte[] length = [0, 0, 0, 0, 0, 0, (byte)(header.Length * 8 / 256), (byte)(header.Length * 8 % 256)];
        byte[] input = [.. Encoding.ASCII.GetBytes(header), .. iv, .. ciphertext, .. length];
        return Join(header, [], iv, ciphertext.ToArray(), HMACSHA256.HashData(key[..16], input)[..16]);
    }

    /// <summary>A token for ECDH-ES whose content is encrypted under the key of what was agreed on, as the test says.</summary>
    public static string Agreed(Jwk ephemeral, ReadOnlySpan<byte> agreed)
    {
        var epk = new Jwk
        {
            Kty = "EC",
            Crv = ephemeral.Crv,
            X = ephemeral.X,
            Y = ephemeral.Y,
        };
        byte[] input = [0, 0, 0, 1, .. agreed, 0, 0, 0, 7, .. "A128GCM"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128];
        var cek = SHA256.HashData(input)[..16];
        return Gcm($$"""{"alg":"ECDH-ES","enc":"A128GCM","epk":{{epk.ToJson()}}}""", [], cek);
    }

    /// <summary>The same token with another text for one of its five segments.</summary>
    public static string With(string token, int segment, string text)
    {
        var segments = token.Split('.');
        segments[segment] = text;
        return string.Join('.', segments);
    }

    /// <summary>The same token with what a segment stands for changed.</summary>
    public static string With(string token, int segment, Func<byte[], byte[]> change) =>
        With(token, segment, Base64Url.EncodeToString(change(Base64Url.DecodeFromChars(token.Split('.')[segment]))));

    /// <summary>The header of a token, as it was written.</summary>
    public static string Header(string token) => Forge.Decode(token.Split('.')[0]);

    /// <returns>The text inside; null when the token is refused.</returns>
    public static string? Decrypt(string token, params ReadOnlySpan<DecryptionKey> keys) =>
        CompactJwe.TryDecrypt(token, new DecryptionKeys(keys), out var decrypted, out _)
            ? Encoding.UTF8.GetString(decrypted.Plaintext.Span)
            : null;

    private static string Join(string header, params ReadOnlySpan<byte[]> rest) =>
        $"{header}.{string.Join('.', rest.ToArray().Select(bytes => Base64Url.EncodeToString(bytes)))}";

    private static string Join(string header, ReadOnlySpan<byte> encryptedKey, byte[] iv, byte[] text, byte[] tag) =>
        Join(header, encryptedKey.ToArray(), iv, text, tag);
}
