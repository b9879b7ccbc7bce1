namespace Identity.Server.Users.Passwords.Policy;

/// <summary>The passwords that everybody tries first: thirty thousand of them, and what is trivially one of them.</summary>
/// <remarks>
/// The list is zxcvbn's own (MIT), counted in passwords that were really stolen; it is read from the library that we carry
/// anyway. To be in it is worse than to be weak: guessers have the same lists and go through them first.
/// </remarks>
internal sealed class CommonPasswords
{
    private const string List = "zxcvbn-core.Dictionaries.passwords.lst";

    // At the first password that somebody chooses, not at the start.
    private readonly Lazy<HashSet<string>> _passwords = new(Read);

    public int Count => _passwords.Value.Count;

    /// <summary>Whether it is common as it stands, without its decoration, or because it goes on and on.</summary>
    public bool Contains(string password) => Disguise.Behind(password).Any(IsKnown);

    private bool IsKnown(string plain) =>
        _passwords.Value.Contains(plain)
        || Monotony.IsRun(plain)
        || (Monotony.PieceOf(plain) is { } piece && (Monotony.IsTrivial(piece) || _passwords.Value.Contains(piece)));

    private static HashSet<string> Read()
    {
        var passwords = new HashSet<string>(StringComparer.Ordinal);
        using var list =
            typeof(Zxcvbn.Zxcvbn).Assembly.GetManifestResourceStream(List)
            ?? throw new InvalidOperationException($"zxcvbn-core has no {List}.");
        using var lines = new StreamReader(list);
        while (lines.ReadLine() is { } line)
        {
            if (line.Length > 0)
                passwords.Add(line);
        }
        return passwords;
    }
}
