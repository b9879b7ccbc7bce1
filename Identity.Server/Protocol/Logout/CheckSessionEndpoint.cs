using System.Security.Cryptography;
using System.Text;
using Identity.Server.Hosting.Cookies;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Logout;

/// <summary>The page that clients keep in a frame, and ask whether the person is still signed in as they were.</summary>
/// <remarks>
/// OpenID Connect Session Management §3.2. The one page that any site may frame: it shows nothing, and what it says can be
/// understood only by whoever was told the session_state.
/// </remarks>
internal sealed class CheckSessionEndpoint : IEndpoint
{
    // The caller's origin is part of what is hashed. Where the browser says whose frame it is in, nobody else is answered.
    private const string Script = """
        (() => {
          "use strict";
          const name = "$NAME=";
          const parent = () => {
            if (location.ancestorOrigins && location.ancestorOrigins.length) return location.ancestorOrigins[0];
            return document.referrer ? new URL(document.referrer).origin : null;
          };
          const state = () => {
            const found = document.cookie.split("; ").find((one) => one.startsWith(name));
            return found ? found.slice(name.length) : "";
          };
          const digest = async (text) => {
            const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
            return btoa(String.fromCharCode(...hash)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
          };
          const answer = async (message, origin) => {
            const parts = typeof message === "string" ? /^([^ ]+) ([\w-]+)\.([\w-]+)$/.exec(message) : null;
            if (!parts) return "error";
            const [, client, hash, salt] = parts;
            return (await digest(`${client} ${origin} ${state()} ${salt}`)) === hash ? "unchanged" : "changed";
          };
          addEventListener("message", async (event) => {
            const framing = parent();
            if (!event.source || (framing && framing !== event.origin)) return;
            const said = await answer(event.data, event.origin).catch(() => "error");
            event.source.postMessage(said, event.origin);
          });
        })();
        """;

    private readonly byte[] _page;
    private readonly string _policy;

    public CheckSessionEndpoint(Issuer issuer)
    {
        var name = BrowserCookies.NameOf(BrowserCookies.BrowserState, issuer.IsSecure);
        var script = Script.Replace("$NAME", name, StringComparison.Ordinal);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        _page = Encoding.UTF8.GetBytes(
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Session</title><script>{script}</script></head></html>"
        );
        _policy =
            $"default-src 'none'; script-src 'sha256-{hash}'; frame-ancestors *; base-uri 'none'; form-action 'none'";
    }

    public static string Path => "/connect/checksession";

    public static string[] Methods => [HttpMethods.Get];

    public ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        var headers = http.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.XFrameOptions = default;
        headers.CacheControl = "public, max-age=3600";
        return ValueTask.FromResult(Results.Bytes(_page, "text/html; charset=utf-8"));
    }
}
