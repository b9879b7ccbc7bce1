using System.Security.Cryptography;
using Identity.Server.Database.Text;

namespace Identity.Server.Users.Throttling;

/// <summary>By what a browser is known again after its session has ended. It opens nothing; it lifts a limit.</summary>
internal readonly struct DeviceHandle
{
    private const string Prefix = "de_";

    private readonly byte[] _bytes;

    private DeviceHandle(byte[] bytes) => _bytes = bytes;

    public static DeviceHandle Create() => new(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    /// <returns>The handle, or null where the text is none of ours: not known is not looked up.</returns>
    public static DeviceHandle? Read(string text) =>
        HandleText.Read(Prefix, SHA256.HashSizeInBytes, text) is { } bytes ? new DeviceHandle(bytes) : null;

    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The text for the cookie. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => HandleText.Write(Prefix, _bytes);

    public override string ToString() => "a device handle";
}
