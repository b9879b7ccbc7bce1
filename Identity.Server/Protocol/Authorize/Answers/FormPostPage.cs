using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>A page that posts the answer to the client: at once by a script, else by a button.</summary>
/// <remarks>OAuth 2.0 Form Post Response Mode §2. One fixed script and one fixed style, each let through by its hash.</remarks>
internal static class FormPostPage
{
    private const string Script = "document.forms[0].submit()";

    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;margin:20vh auto;max-width:400px;padding:0 16px;color:#16181d}"
        + "button{font:inherit;width:100%;min-height:44px;border:0;border-radius:8px;background:#3b5bdb;color:#fff}"
        + "@media(prefers-color-scheme:dark){body{background:#111318;color:#e8eaee}button{background:#7c93ff;color:#111318}}";

    private static readonly string Sources =
        $"default-src 'none'; script-src {HashOf(Script)}; style-src {HashOf(Style)}; frame-ancestors 'none'; base-uri 'none'; form-action ";

    public static Task WriteAsync(HttpResponse response, ReturnAddress address, AnswerParameters parameters)
    {
        var html = HtmlEncoder.Default;
        var page = new StringBuilder(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Continue</title><style>"
        )
            .Append(Style)
            .Append("</style></head><body><form method=\"post\" action=\"")
            .Append(html.Encode(address.Uri))
            .Append("\">");
        foreach (var (name, value) in parameters.Pairs)
        {
            page.Append("<input type=\"hidden\" name=\"")
                .Append(html.Encode(name))
                .Append("\" value=\"")
                .Append(html.Encode(value))
                .Append("\">");
        }
        page.Append(
                "<noscript><p>Continue to the app you came from.</p><button>Continue</button></noscript></form><script>"
            )
            .Append(Script)
            .Append("</script></body></html>");

        var body = Encoding.UTF8.GetBytes(page.ToString());
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers.ContentSecurityPolicy = Sources + SchemeOf(address);
        return response.Body.WriteAsync(body).AsTask();
    }

    // Browsers hold the redirects that follow to it as well, and clients send people on to other origins of theirs.
    private static string SchemeOf(ReturnAddress address) => $"{new Uri(address.Uri).Scheme}:";

    private static string HashOf(string text) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
