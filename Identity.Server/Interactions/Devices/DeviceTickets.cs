using System.Security.Cryptography;
using Identity.Server.Database.Sealing;
using Identity.Server.Database.Text;

namespace Identity.Server.Interactions.Devices;

/// <summary>
/// What the pages call a device once its code has been typed. Good in the session in which that was: whoever sends others
/// a link to a device of their own has to make them type its code.
/// </summary>
internal sealed class DeviceTickets(MasterKey master)
{
    private const string Prefix = "dt_";
    private const int IdLength = 16;

    private readonly byte[] _key = master.Derive("device tickets");

    public string Write(Guid deviceId, Guid sessionId)
    {
        Span<byte> bytes = stackalloc byte[IdLength + HMACSHA256.HashSizeInBytes];
        Span<byte> named = stackalloc byte[2 * IdLength];
        deviceId.TryWriteBytes(named, bigEndian: true, out _);
        sessionId.TryWriteBytes(named[IdLength..], bigEndian: true, out _);
        named[..IdLength].CopyTo(bytes);
        HMACSHA256.HashData(_key, named, bytes[IdLength..]);
        return HandleText.Write(Prefix, bytes);
    }

    /// <returns>The device's id, or null where the text is none of ours, or of another session.</returns>
    public Guid? Read(string? text, Guid sessionId)
    {
        const int length = IdLength + HMACSHA256.HashSizeInBytes;
        if (text is null || HandleText.Read(Prefix, length, text) is not { } bytes)
            return null;
        var id = new Guid(bytes.AsSpan(0, IdLength), bigEndian: true);
        var expected = HandleText.Read(Prefix, length, Write(id, sessionId))!;
        return CryptographicOperations.FixedTimeEquals(bytes, expected) ? id : null;
    }
}
