using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace Identity.Server.Mail.Rendering;

/// <summary>Makes of what a letter says what is sent: its subject, and one component's HTML and plain text.</summary>
internal sealed class LetterRenderer(
    IServiceScopeFactory scopes,
    IOptions<BrandOptions> brand,
    LetterTexts texts,
    ILoggerFactory logs
)
{
    public async Task<RenderedLetter> RenderAsync(WrittenLetter letter)
    {
        var culture = ReaderCulture.Of(letter.Locale, brand.Value.Locale);
        // For the texts, and only as far as this method.
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
        var kind = LetterKind.Of(letter.Content);
        var paper = new LetterPaper(
            Medium.Html,
            culture,
            brand.Value,
            texts,
            Salutation.NameIn(letter.Name),
            ZoneOf(letter)
        );

        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        var html = await RenderAsync(renderer, kind, letter.Content, paper);
        var text = await RenderAsync(renderer, kind, letter.Content, paper with { Medium = Medium.Text });
        return new RenderedLetter(
            OneLine.Of(paper.SayOf($"{kind.Component.Name}.Subject")),
            $"<!doctype html>\n{html}\n",
            PlainText.Of(text)
        );
    }

    private static Task<string> RenderAsync(HtmlRenderer renderer, LetterKind kind, Letter letter, LetterPaper paper)
    {
        RenderFragment component = builder =>
        {
            builder.OpenComponent(0, kind.Component);
            builder.AddComponentParameter(1, "Letter", letter);
            builder.CloseComponent();
        };
        var parameters = ParameterView.FromDictionary(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(CascadingValue<LetterPaper>.Value)] = paper,
                [nameof(CascadingValue<LetterPaper>.IsFixed)] = true,
                [nameof(CascadingValue<LetterPaper>.ChildContent)] = component,
            }
        );
        return renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<CascadingValue<LetterPaper>>(parameters)).ToHtmlString()
        );
    }

    private static TimeZoneInfo ZoneOf(WrittenLetter letter) =>
        letter.TimeZone is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
