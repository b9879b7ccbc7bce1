using System.Security.Cryptography;
using Identity.Server.Database.Text;

namespace Identity.Server.Sessions;

/// <summary>What a signed-in browser holds in its cookie: 256 random bits that mean nothing, of which the database has SHA-256.</summary>
internal readonly struct SessionHandle
{
    private const string Prefix = "se_";

    private readonly byte[] _bytes;

    private SessionHandle(byte[] bytes) => _bytes = bytes;

    public static SessionHandle Create() => new(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    /// <returns>The handle, or null where the text is none of ours: not known is not looked up.</returns>
    public static SessionHandle? Read(string text) =>
        HandleText.Read(Prefix, SHA256.HashSizeInBytes, text) is { } bytes ? new SessionHandle(bytes) : null;

    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The text for the cookie. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => HandleText.Write(Prefix, _bytes);

    public override string ToString() => "a session handle";
}
