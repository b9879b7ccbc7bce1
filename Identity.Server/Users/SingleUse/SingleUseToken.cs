using System.Security.Cryptography;
using System.Text;
using Identity.Server.Database.Text;

namespace Identity.Server.Users.SingleUse;

/// <summary>The secret of one link in a letter: 256 bits, of which the database holds SHA-256.</summary>
/// <remarks>
/// Derived from the letter and not drawn, so that a letter that has to be sent again brings the same link, and the
/// outbox need not hold it in between.
/// </remarks>
internal readonly struct SingleUseToken
{
    private const int PrefixLength = 3;

    private readonly SingleUsePurpose _purpose;
    private readonly byte[] _bytes;

    private SingleUseToken(SingleUsePurpose purpose, byte[] bytes) => (_purpose, _bytes) = (purpose, bytes);

    public static SingleUseToken For(SingleUsePurpose purpose, Guid letter, byte[] serverKey)
    {
        Span<byte> name = stackalloc byte[PrefixLength + 16];
        Encoding.ASCII.GetBytes(purpose.Prefix, name);
        letter.TryWriteBytes(name[PrefixLength..]);
        return new SingleUseToken(purpose, HMACSHA256.HashData(serverKey, name));
    }

    /// <returns>The token, or null where the text is none of this purpose: not known is not looked up.</returns>
    public static SingleUseToken? Read(SingleUsePurpose purpose, string text) =>
        HandleText.Read(purpose.Prefix, SHA256.HashSizeInBytes, text) is { } bytes
            ? new SingleUseToken(purpose, bytes)
            : null;

    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The text for the letter. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => HandleText.Write(_purpose.Prefix, _bytes);

    public override string ToString() => $"a token of {_purpose.Name}";
}
