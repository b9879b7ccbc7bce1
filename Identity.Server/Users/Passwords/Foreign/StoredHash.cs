using System.Diagnostics.CodeAnalysis;

namespace Identity.Server.Users.Passwords.Foreign;

/// <summary>A password hash as a database has it: our own bcrypt, or one that an account brought along from another system.</summary>
/// <remarks>Whatever it is, the next sign-in that succeeds replaces it with bcrypt of the present cost.</remarks>
internal abstract record StoredHash
{
    private StoredHash() { }

    /// <summary>The room that the table has for one.</summary>
    public const int LongestText = 255;

    /// <summary>Most bytes of any password that is checked: other systems allow more than bcrypt reads.</summary>
    public const int LongestPassword = 512;

    internal sealed record OfBcrypt(BcryptHash Hash) : StoredHash
    {
        public override int PasswordBytes => PasswordRules.MaximumBytes;

        public override bool Verify(ReadOnlySpan<byte> utf8Password) => Bcrypt.Verify(utf8Password, Hash);

        public override bool NeedsRehash(int configuredCost) => Hash.NeedsRehash(configuredCost);

        public override string ToText() => Hash.ToText();
    }

    internal sealed record OfPbkdf2(Pbkdf2Hash Hash) : StoredHash
    {
        public override int PasswordBytes => LongestPassword;

        public override bool Verify(ReadOnlySpan<byte> utf8Password) => Hash.Verify(utf8Password);

        public override bool NeedsRehash(int configuredCost) => true;

        public override string ToText() => Hash.ToText();
    }

    /// <summary>Most bytes of a password that can match this one.</summary>
    public abstract int PasswordBytes { get; }

    public abstract bool Verify(ReadOnlySpan<byte> utf8Password);

    public abstract bool NeedsRehash(int configuredCost);

    /// <summary>The one text that we store for it, whatever it came as.</summary>
    public abstract string ToText();

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out StoredHash? hash)
    {
        hash = text is null ? null : Read(text).Hash;
        return hash is not null;
    }

    /// <returns>Why this server cannot verify it, by the name of what it is and never with a part of it; null where it can.</returns>
    public static string? Problem(string text) => Read(text).Problem;

    public static HashReading Read(string text)
    {
        if (text.Length is 0 or > LongestText)
            return new HashReading(text.Length is 0 ? "empty" : $"longer than {LongestText} characters");
        var plain = Unwrapped(text);
        return plain.StartsWith("$2", StringComparison.Ordinal)
            ? ReadBcrypt(plain)
            : Pbkdf2Text.Read(text) ?? new HashReading(OtherHashes.ProblemOf(text));
    }

    // Django and Spring write the name of the algorithm before it.
    private static string Unwrapped(string text) =>
        text.StartsWith("bcrypt$$2", StringComparison.Ordinal) ? text["bcrypt$".Length..]
        : text.StartsWith("{bcrypt}$2", StringComparison.Ordinal) ? text["{bcrypt}".Length..]
        : text;

    private static HashReading ReadBcrypt(string text) =>
        text.StartsWith("$2x$", StringComparison.Ordinal)
            ? new HashReading("bcrypt 2x: made by an old bug, not verified here")
        : !BcryptHash.TryParse(text, out var hash) ? new HashReading("bcrypt: malformed")
        : hash.Cost > PasswordHashingOptions.DearestCost
            ? new HashReading(
                $"bcrypt of cost {hash.Cost}: {PasswordHashingOptions.DearestCost} is the dearest that is verified here"
            )
        : new HashReading(new OfBcrypt(hash));
}

/// <summary>What came of reading the text of a hash: the hash, or what is wrong with it.</summary>
internal sealed record HashReading(StoredHash? Hash, string? Problem)
{
    public HashReading(StoredHash hash)
        : this(hash, Problem: null) { }

    public HashReading(string problem)
        : this(Hash: null, problem) { }
}
