using System.Security.Cryptography;
using Identity.Server.Database.Text;

namespace Identity.Server.Roles;

/// <summary>The secret of a set-up link: 256 random bits, of which the database has SHA-256.</summary>
internal readonly struct SetUpHandle
{
    private const string Prefix = "su_";

    private readonly byte[] _bytes;

    private SetUpHandle(byte[] bytes) => _bytes = bytes;

    public static SetUpHandle Create() => new(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    /// <returns>The handle, or null where the text is none of ours: not known is not looked up.</returns>
    public static SetUpHandle? Read(string text) =>
        HandleText.Read(Prefix, SHA256.HashSizeInBytes, text) is { } bytes ? new SetUpHandle(bytes) : null;

    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The text for the link. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => HandleText.Write(Prefix, _bytes);

    public override string ToString() => "a set-up handle";
}
