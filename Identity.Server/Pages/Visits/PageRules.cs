using System.Globalization;
using Identity.Server.Hosting;
using Identity.Server.Pages.Look;
using Identity.Server.Pages.Requests;
using Identity.Server.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Identity.Server.Pages.Visits;

/// <summary>What holds for every page: the headers it is sent with, who reads it and in which language.</summary>
internal sealed class PageRules(
    BrowserSessions sessions,
    PageCookies cookies,
    LanguageChoice languages,
    WaitingRequests requests,
    Stylesheet stylesheet
) : IAsyncResourceFilter
{
    private const string Form = "application/x-www-form-urlencoded";

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.ContentSecurityPolicy = stylesheet.Policy;
        // As the framework's antiforgery writes it, which would warn of anything else.
        http.Response.Headers.CacheControl = "no-cache, no-store";
        http.Response.Headers.Pragma = "no-cache";
        http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // A page about a fault asks nobody anything: the fault may be the database.
        if (http.Features.Get<Fault>() is null)
        {
            if (await RefusalAsync(http.Request, http.RequestAborted) is { } status)
            {
                context.Result = new StatusCodeResult(status);
                return;
            }
            http.Features.Set(await FindSessionAsync(http));
            if (await requests.FindAsync(http, http.SessionOrNull(), http.RequestAborted) is { } waiting)
                Admit(http, waiting);
        }

        var language = languages.Of(http, http.SessionOrNull()?.Person.Locale);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = language.Culture;
        http.Features.Set(language);
        await next();
    }

    // A form that is sent here ends at the client, and often at yet another origin of the client's: browsers hold every
    // redirect on the way to the policy of the page that it began on, so nothing narrower than the scheme will do.
    private void Admit(HttpContext http, WaitingRequest waiting)
    {
        http.Features.Set(waiting);
        http.Response.Headers.ContentSecurityPolicy = stylesheet.PolicyWith(
            ContentSource.SchemeOf(waiting.Request.RedirectUri),
            waiting.App.PictureSource
        );
    }

    private async Task<Session?> FindSessionAsync(HttpContext http) =>
        cookies.SessionOf(http.Request) is { } handle ? await sessions.FindAsync(handle, http.RequestAborted) : null;

    // A NUL is text nowhere, and the database refuses it.
    private static async Task<int?> RefusalAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.Query.Any(pair => pair.Value.ToString().Contains('\0', StringComparison.Ordinal)))
            return StatusCodes.Status400BadRequest;
        if (!HttpMethods.IsPost(request.Method))
            return null;
        if (request.ContentType?.StartsWith(Form, StringComparison.OrdinalIgnoreCase) != true)
            return StatusCodes.Status415UnsupportedMediaType;
        try
        {
            var form = await request.ReadFormAsync(ct);
            var isText = !form.Any(pair => pair.Value.ToString().Contains('\0', StringComparison.Ordinal));
            return isText ? null : StatusCodes.Status400BadRequest;
        }
        catch (InvalidDataException) // more or longer fields than any form of ours has
        {
            return StatusCodes.Status400BadRequest;
        }
    }
}
