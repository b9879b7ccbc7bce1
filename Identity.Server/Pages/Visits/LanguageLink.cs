namespace Identity.Server.Pages.Visits;

/// <summary>Leads to the page one is on, in another language.</summary>
internal static class LanguageLink
{
    /// <summary>The language that <see cref="PageRules"/> found for this visit.</summary>
    public static Language Language(this HttpContext http) => http.Features.Get<Language>()!;

    public static string InLanguage(this HttpRequest request, Language language)
    {
        var others = request.Query.Where(pair => pair.Key != LanguageChoice.Parameter);
        var query = QueryString.Create(others).Add(LanguageChoice.Parameter, language.Tag);
        return request.PathBase + request.Path + query;
    }
}
