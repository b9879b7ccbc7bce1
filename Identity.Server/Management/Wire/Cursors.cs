using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Identity.Server.Database.Sealing;

namespace Identity.Server.Management.Wire;

/// <summary>Writes where a page ended so that only we can read it, and only for the list that it is of.</summary>
/// <remarks>AES-256-GCM (NIST SP 800-38D); the list, its filters and its order are authenticated with it.</remarks>
internal sealed class Cursors(MasterKey master)
{
    public const int Longest = 2048;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _key = master.Derive("cursors of lists");

    public string Write<T>(T place, string list)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(place, ManagementJson.Options);
        var whole = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceLength));
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(
            whole.AsSpan(0, NonceLength),
            plain,
            whole.AsSpan(NonceLength, plain.Length),
            whole.AsSpan(NonceLength + plain.Length),
            Encoding.UTF8.GetBytes(list)
        );
        return Base64Url.EncodeToString(whole);
    }

    /// <returns>What was written, as JSON; null where it is not ours, or of another list.</returns>
    public byte[]? Read(string cursor, string list)
    {
        if (cursor.Length > Longest || !Base64Url.IsValid(cursor))
            return null;
        var whole = Base64Url.DecodeFromChars(cursor);
        if (whole.Length < NonceLength + TagLength)
            return null;
        var plain = new byte[whole.Length - NonceLength - TagLength];
        using var aes = new AesGcm(_key, TagLength);
        try
        {
            aes.Decrypt(
                whole.AsSpan(0, NonceLength),
                whole.AsSpan(NonceLength, plain.Length),
                whole.AsSpan(NonceLength + plain.Length),
                plain,
                Encoding.UTF8.GetBytes(list)
            );
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
