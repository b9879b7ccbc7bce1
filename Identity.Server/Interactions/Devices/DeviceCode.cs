using System.Security.Cryptography;
using Identity.Server.Database.Text;

namespace Identity.Server.Interactions.Devices;

/// <summary>What a device asks with whether it has been let in: 256 random bits, of which rows hold SHA-256.</summary>
/// <remarks>RFC 8628 §3.2.</remarks>
internal readonly struct DeviceCode
{
    private const string Prefix = "dc_";

    private readonly byte[] _bytes;

    private DeviceCode(byte[] bytes) => _bytes = bytes;

    public static DeviceCode Create() => new(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    /// <returns>The code, or null where the text is none of ours.</returns>
    public static DeviceCode? Read(string text) =>
        HandleText.Read(Prefix, SHA256.HashSizeInBytes, text) is { } bytes ? new DeviceCode(bytes) : null;

    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The text for the device. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => HandleText.Write(Prefix, _bytes);

    public override string ToString() => "a device code";
}
