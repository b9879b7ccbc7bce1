using Identity.Server.Mail.Transport;

namespace Identity.Server.Pages.DevMail;

/// <summary>What stands in the frame: the letter itself, with its own styles and nothing else of its own.</summary>
internal static class LetterFrame
{
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; "
        + "sandbox allow-popups allow-top-navigation-by-user-activation";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(
            "/dev/mail/{id:guid}/html",
            (Guid id, DevelopmentMailbox mailbox, HttpContext http) =>
            {
                if (!MailboxOnly.IsKept(http.RequestServices))
                    return Results.NotFound();
                if (mailbox.Find(letter => letter.Id == id) is not { } letter)
                    return Results.NotFound();
                var response = http.Response;
                response.Headers.ContentSecurityPolicy = Policy;
                response.Headers.XFrameOptions = "SAMEORIGIN";
                response.Headers.CacheControl = "no-store";
                // A link leads out of the frame, as it leads out of a mail program.
                var html = letter.Html.Replace(
                    "<head>",
                    "<head><base target=\"_top\">",
                    StringComparison.OrdinalIgnoreCase
                );
                return Results.Text(html, "text/html; charset=utf-8");
            }
        );

    /// <summary>Whether a program asks, such as a test.</summary>
    public static bool WantsJson(this HttpRequest request) =>
        request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
}
