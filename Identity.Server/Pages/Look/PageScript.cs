namespace Identity.Server.Pages.Look;

/// <summary>The one script: what it does is nice to have, and nothing waits for it.</summary>
internal sealed record PageScript(Asset Asset)
{
    public static PageScript Read() =>
        new(new Asset("/assets/page.js", "text/javascript; charset=utf-8", Embedded.Bytes("page.js")));
}
