using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Identity.Server.Users.Throttling;

/// <summary>By what a browser is known again after its session has ended. It opens nothing; it lifts a limit.</summary>
internal readonly struct DeviceHandle
{
    private const string Prefix = "de_";
    private const int TextLength = 3 + 43;

    private readonly byte[] _bytes;

    private DeviceHandle(byte[] bytes) => _bytes = bytes;

    public static DeviceHandle Create() => new(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    /// <returns>The handle, or null where the text is none of ours: not known is not looked up.</returns>
    public static DeviceHandle? Read(string text)
    {
        if (text.Length != TextLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var bytes = new byte[SHA256.HashSizeInBytes];
        var status = Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length), bytes, out _, out var written);
        if (status != OperationStatus.Done || written != bytes.Length)
            return null;
        var handle = new DeviceHandle(bytes);
        return handle.Reveal() == text ? handle : null;
    }

    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The text for the cookie. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => Prefix + Base64Url.EncodeToString(_bytes);

    public override string ToString() => "a device handle";
}
