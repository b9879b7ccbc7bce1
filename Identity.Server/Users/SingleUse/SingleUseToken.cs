using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Server.Users.SingleUse;

/// <summary>The secret of one link in a letter: 256 bits, of which the database holds SHA-256.</summary>
/// <remarks>
/// Derived from the letter and not drawn, so that a letter that has to be sent again brings the same link, and the
/// outbox need not hold it in between.
/// </remarks>
internal readonly struct SingleUseToken
{
    private const int PrefixLength = 3;
    private const int TextLength = PrefixLength + 43;

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
    public static SingleUseToken? Read(SingleUsePurpose purpose, string text)
    {
        if (text.Length != TextLength || !text.StartsWith(purpose.Prefix, StringComparison.Ordinal))
            return null;
        var bytes = new byte[SHA256.HashSizeInBytes];
        var status = Base64Url.DecodeFromChars(text.AsSpan(PrefixLength), bytes, out _, out var written);
        if (status != OperationStatus.Done || written != bytes.Length)
            return null;
        var token = new SingleUseToken(purpose, bytes);
        return token.Reveal() == text ? token : null;
    }

    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The text for the letter. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => _purpose.Prefix + Base64Url.EncodeToString(_bytes);

    public override string ToString() => $"a token of {_purpose.Name}";
}
