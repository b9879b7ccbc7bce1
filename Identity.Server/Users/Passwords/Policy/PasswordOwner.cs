namespace Identity.Server.Users.Passwords.Policy;

/// <summary>Whose a password is to be, as far as a guesser knows them.</summary>
internal sealed record PasswordOwner(string Email, string? Name = null)
{
    private const int ShortestPart = 4;
    private const int MostParts = 16;

    /// <summary>What a guesser would try first: the address, its local part, its domain, the parts of all and of the name.</summary>
    public IReadOnlyCollection<string> Words()
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        if (Disguise.Fold(Email) is { } email)
        {
            var at = Math.Max(email.LastIndexOf('@'), 0);
            words.Add(Letters(email));
            words.Add(Letters(email[..at]));
            words.UnionWith(Parts(email[..at]));

            // The last label is a country or a trade, and no word of theirs.
            var labels = email[at..].Split('.');
            words.UnionWith(labels[..^1].SelectMany(Parts));
        }
        if (Name is not null && Disguise.Fold(Name) is { } name)
        {
            words.Add(Letters(name));
            words.UnionWith(Parts(name));
        }
        words.RemoveWhere(word => word.Length < ShortestPart);
        return words;
    }

    /// <summary>The letters and digits alone: what stands between them is the first thing to be left out or changed.</summary>
    public static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static IEnumerable<string> Parts(string text) =>
        string.Concat(text.Select(character => char.IsLetter(character) ? character : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part.Length >= ShortestPart)
            .Take(MostParts);
}
