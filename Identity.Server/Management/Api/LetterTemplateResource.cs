using Identity.Server.Mail.Rendering;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api;

/// <summary>The kinds of letters that there are, and how each looks.</summary>
internal sealed class LetterTemplateResource(LetterPreviews previews) : IResource
{
    private const string LocaleParameter = "locale";

    public string Tag => "Letters";

    public void Declare(Routes routes)
    {
        routes.List(
            "/letter-templates",
            Permission.LettersRead,
            "List the kinds of letters",
            new Listing("kind"),
            ListAsync
        );
        routes.Get(
            "/letter-templates/{kind}/preview",
            Permission.LettersRead,
            "Show a letter with made-up data",
            Filter.OneOf(LocaleParameter, "The language; the brand's where nothing is said.", ReaderCulture.Languages),
            ReadAsync
        );
    }

    private async Task<Reply<Page<LetterTemplateAnswer>>> ListAsync(ListCall list, CancellationToken ct) =>
        list.PageOfAll(
            await previews.ListAsync(),
            template => template.Kind,
            template => new LetterTemplateAnswer(template.Kind, template.Title, ReaderCulture.Languages)
        );

    private async Task<Reply<LetterPreviewAnswer>> ReadAsync(ListCall list, CancellationToken ct)
    {
        var kind = list.Call["kind"];
        return await previews.RenderAsync(kind, list.Text(LocaleParameter)) is { } letter
            ? new LetterPreviewAnswer(letter.Subject, letter.Html, letter.Text)
            : Problem.NotFound($"There is no letter '{kind}'.");
    }
}

/// <summary>A kind of letter, as it is shown.</summary>
internal sealed record LetterTemplateAnswer(string Kind, string Title, IReadOnlyList<string> Locales);

/// <summary>A letter with made-up data.</summary>
internal sealed record LetterPreviewAnswer(string Subject, string Html, string Text);
