using Identity.Server.Mail;
using Identity.Server.Pages.Requests;
using Microsoft.Extensions.Options;

namespace Identity.Server.Pages.Visits;

/// <summary>Finds the language of a visit: what is asked for now or was before, what the app asks for, the account's, the browser's, ours.</summary>
internal sealed class LanguageChoice(PageCookies cookies, IOptions<BrandOptions> brand)
{
    /// <summary>OpenID Connect Core §3.1.2.1: tags with spaces between them, the best first.</summary>
    public const string Parameter = "ui_locales";

    /// <param name="http">The visit.</param>
    /// <param name="ofAccount">What the person who is signed in has chosen.</param>
    public Language Of(HttpContext http, string? ofAccount)
    {
        if (Language.First(http.Request.Query[Parameter].ToString().Split(' ')) is { } asked)
        {
            cookies.KeepLanguage(http.Response, asked);
            return asked;
        }

        return Language.First([
                PageCookies.LanguageOf(http.Request),
                .. http.WaitingOrNull()?.Request.UiLocales?.Split(' ') ?? [],
                ofAccount,
                .. Accepted(http.Request),
                brand.Value.Locale,
            ]) ?? Language.First("en")!;
    }

    private static IEnumerable<string?> Accepted(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage.Where(range => range.Quality is null or > 0)
            .OrderByDescending(range => range.Quality ?? 1)
            .Select(range => range.Value.Value);
}
