namespace Identity.Server.Mail.Rendering;

/// <summary>A kind of letter that there is.</summary>
/// <param name="Title">Its subject, in English.</param>
internal sealed record LetterTemplate(string Kind, string Title);

/// <summary>Shows letters with made-up data: as they would be sent, and to nobody.</summary>
internal sealed class LetterPreviews(LetterRenderer renderer)
{
    private const string English = "en";

    public async Task<IReadOnlyList<LetterTemplate>> ListAsync()
    {
        var templates = new List<LetterTemplate>();
        foreach (var kind in LetterKind.All)
            templates.Add(new LetterTemplate(kind.Name, (await RenderAsync(kind, English)).Subject));
        return templates;
    }

    /// <param name="locale">A language such as pl-PL; null for the brand's.</param>
    /// <returns>Null where there is no such kind.</returns>
    public async Task<RenderedLetter?> RenderAsync(string kind, string? locale) =>
        LetterKind.Find(kind) is { } known ? await RenderAsync(known, locale) : null;

    private Task<RenderedLetter> RenderAsync(LetterKind kind, string? locale) =>
        renderer.RenderAsync(new WrittenLetter("ann@example.com", "Ann Example", locale, kind.Example));
}
