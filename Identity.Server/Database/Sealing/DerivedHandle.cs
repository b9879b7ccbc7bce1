using System.Security.Cryptography;
using System.Text;
using Identity.Server.Database.Text;

namespace Identity.Server.Database.Sealing;

/// <summary>Handles of one kind, each of which names a row by its id and can be made by nobody but us.</summary>
/// <remarks>The database holds no secret of them, and one that was forged or is of another kind is not looked up.</remarks>
/// <param name="master">What the kind's own key is derived from.</param>
/// <param name="prefix">What the text begins with; it is part of what is authenticated.</param>
internal sealed class DerivedHandle(MasterKey master, string prefix)
{
    private const int IdLength = 16;

    private readonly byte[] _key = master.Derive($"handles {prefix}");

    public string Write(Guid id)
    {
        Span<byte> bytes = stackalloc byte[IdLength + HMACSHA256.HashSizeInBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        HMACSHA256.HashData(_key, bytes[..IdLength], bytes[IdLength..]);
        return HandleText.Write(prefix, bytes);
    }

    /// <returns>The id, or null where the text is none of ours.</returns>
    public Guid? Read(string? text)
    {
        if (text is null || HandleText.Read(prefix, IdLength + HMACSHA256.HashSizeInBytes, text) is not { } bytes)
            return null;
        var id = new Guid(bytes.AsSpan(0, IdLength), bigEndian: true);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Write(id)),
            Encoding.ASCII.GetBytes(text)
        )
            ? id
            : null;
    }
}
