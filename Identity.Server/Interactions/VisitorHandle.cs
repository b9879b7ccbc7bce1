using System.Security.Cryptography;
using Identity.Server.Database.Text;

namespace Identity.Server.Interactions;

/// <summary>What ties a waiting request to the browser it was begun in: 256 random bits in a cookie, of which rows hold SHA-256.</summary>
internal readonly struct VisitorHandle
{
    private const string Prefix = "vi_";

    private readonly byte[] _bytes;

    private VisitorHandle(byte[] bytes) => _bytes = bytes;

    public static VisitorHandle Create() => new(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    /// <returns>The handle, or null where the text is none of ours.</returns>
    public static VisitorHandle? Read(string? text) =>
        text is not null && HandleText.Read(Prefix, SHA256.HashSizeInBytes, text) is { } bytes
            ? new VisitorHandle(bytes)
            : null;

    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The text for the cookie. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => HandleText.Write(Prefix, _bytes);

    public override string ToString() => "a visitor's handle";
}
