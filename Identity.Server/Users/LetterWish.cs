namespace Identity.Server.Users;

/// <summary>How somebody who asks for a letter would have it.</summary>
/// <param name="Locale">The language they were reading; an account that has chosen one keeps its own.</param>
/// <param name="Link">A front end's own page in place of ours, with `{token}`; from configuration, never from a request.</param>
internal sealed record LetterWish(string? Locale = null, string? Link = null)
{
    private const string LocaleName = "locale";
    private const string LinkName = "link";

    /// <summary>As the outbox keeps it.</summary>
    public Dictionary<string, string> ToAbout()
    {
        var about = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Locale is not null)
            about[LocaleName] = Locale;
        if (Link is not null)
            about[LinkName] = Link;
        return about;
    }

    public static LetterWish Of(IReadOnlyDictionary<string, string> about) =>
        new(about.GetValueOrDefault(LocaleName), about.GetValueOrDefault(LinkName));
}
