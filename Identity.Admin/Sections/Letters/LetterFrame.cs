using Identity.Admin.Management.Wire;
using LetterCalls = Identity.Admin.Management.Letters;

namespace Identity.Admin.Sections.Letters;

/// <summary>Shows a letter with made-up data as a page of its own, for a frame of this site and nobody else's.</summary>
internal static class LetterFrame
{
    private const string Path = "/letter-frames/{kind}";

    // A letter carries its looks in itself, and needs nothing else from anywhere.
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; frame-ancestors 'self'; sandbox";

    public static string AddressOf(string kind, string locale) =>
        $"/letter-frames/{Uri.EscapeDataString(kind)}?locale={Uri.EscapeDataString(locale)}";

    public static void MapLetterFrame(this WebApplication app) => app.MapGet(Path, ReadAsync).RequireAuthorization();

    private static async Task<IResult> ReadAsync(
        string kind,
        string? locale,
        HttpContext http,
        Caller caller,
        LetterCalls letters,
        CancellationToken ct
    )
    {
        caller.Is(http.User);
        if ((await letters.PreviewAsync(kind, locale, ct)).Failed(out var letter))
            return Results.NotFound();
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XFrameOptions = "SAMEORIGIN";
        http.Response.Headers.CacheControl = "no-store";
        return Results.Content(letter.Html, "text/html; charset=utf-8");
    }
}
