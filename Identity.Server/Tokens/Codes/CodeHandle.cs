using System.Security.Cryptography;
using Identity.Server.Database.Text;

namespace Identity.Server.Tokens.Codes;

/// <summary>An authorization code as the client holds it: 256 random bits, of which the database has SHA-256.</summary>
internal readonly struct CodeHandle
{
    private const string Prefix = "ac_";

    private readonly byte[] _bytes;

    private CodeHandle(byte[] bytes) => _bytes = bytes;

    public static CodeHandle Create() => new(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    /// <returns>The handle, or null where the text is none of ours: not known is not looked up.</returns>
    public static CodeHandle? Read(string text) =>
        HandleText.Read(Prefix, SHA256.HashSizeInBytes, text) is { } bytes ? new CodeHandle(bytes) : null;

    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The text for the client. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => HandleText.Write(Prefix, _bytes);

    public override string ToString() => "an authorization code";
}
