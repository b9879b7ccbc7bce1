using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Identity.Server.Users.Passwords;

/// <summary>The names one algorithm goes by; <c>2x</c>, which marks the hashes of an old bug, is not among them.</summary>
internal enum BcryptVariant
{
    /// <summary>The first correct one: OpenBSD, and most libraries for years.</summary>
    A = 'a',

    /// <summary>Today's name, and the one we write.</summary>
    B = 'b',

    /// <summary>Openwall's and PHP's name for the same.</summary>
    Y = 'y',
}

/// <summary>A stored bcrypt hash, read from its sixty characters: <c>$2b$12$</c>, 22 of salt, 31 of digest.</summary>
internal readonly record struct BcryptHash(
    BcryptVariant Variant,
    int Cost,
    ReadOnlyMemory<byte> Salt,
    ReadOnlyMemory<byte> Digest
)
{
    public const int MinimumCost = 4;
    public const int MaximumCost = 31;
    public const int SaltBytes = 16;

    /// <summary>One byte less than was computed: so it has been since OpenBSD 2.1, and now that is the format.</summary>
    public const int DigestBytes = 23;

    public const int TextLength = SaltStart + SaltCharacters + DigestCharacters;

    private const int SaltStart = 7;
    private const int SaltCharacters = 22;
    private const int DigestCharacters = 31;

    /// <summary>Reads only what we would have written ourselves, so that one hash has one text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BcryptHash hash)
    {
        hash = default;
        if (text is not ['$', '2', 'a' or 'b' or 'y', '$', >= '0' and <= '9', >= '0' and <= '9', '$', ..])
            return false;
        if (text.Length != TextLength)
            return false;

        var cost = (10 * (text[4] - '0')) + (text[5] - '0');
        if (cost is < MinimumCost or > MaximumCost)
            return false;

        var bytes = new byte[SaltBytes + DigestBytes];
        if (!Radix64.TryRead(text.AsSpan(SaltStart, SaltCharacters), bytes.AsSpan(0, SaltBytes)))
            return false;
        if (!Radix64.TryRead(text.AsSpan(SaltStart + SaltCharacters), bytes.AsSpan(SaltBytes)))
            return false;

        hash = new BcryptHash((BcryptVariant)text[2], cost, bytes.AsMemory(0, SaltBytes), bytes.AsMemory(SaltBytes));
        return true;
    }

    /// <summary>True for a dearer hash as for a cheaper one: who has been moved to the one cost cannot be told from who does not exist.</summary>
    public bool NeedsRehash(int configuredCost) => Cost != configuredCost;

    /// <summary>The sixty characters. Not <c>ToString</c>, which ends up in logs.</summary>
    public string ToText() =>
        string.Create(
            TextLength,
            this,
            static (text, hash) =>
            {
                text.TryWrite(CultureInfo.InvariantCulture, $"$2{(char)hash.Variant}${hash.Cost:00}$", out _);
                Radix64.Write(hash.Salt.Span, text[SaltStart..]);
                Radix64.Write(hash.Digest.Span, text[(SaltStart + SaltCharacters)..]);
            }
        );

    public override string ToString() => $"bcrypt {(char)Variant} {Cost}";
}
