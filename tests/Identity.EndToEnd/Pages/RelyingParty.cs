using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Identity.Server.Clients.Metadata;
using Identity.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Identity.EndToEnd.Pages;

/// <summary>An app on this machine, with pages of its own, that people are signed in to and signed out of.</summary>
internal sealed class RelyingParty : IAsyncDisposable
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private readonly WebApplication _app;

    private RelyingParty(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public TestClient? Client { get; private set; }

    /// <summary>The queries with which its logout page was loaded.</summary>
    public ConcurrentQueue<string> LoggedOut { get; } = new();

    /// <summary>What its logout page does before it is there.</summary>
    public Func<Task> BeforeLogout { get; set; } = () => Task.CompletedTask;

    /// <param name="server">Where it is registered.</param>
    /// <param name="name">What people are shown.</param>
    /// <param name="listens">Whether browsers load its logout page.</param>
    public static async Task<RelyingParty> StartAsync(TestServer server, string name, bool listens = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var party = new RelyingParty(app);
        app.Run(http => party.AnswerAsync(http, server));
        await app.StartAsync(TestContext.Current.CancellationToken);
        party.Client = await server.AddClientAsync(
            ["openid"],
            asked =>
                asked with
                {
                    Name = name,
                    IsFirstParty = true,
                    RedirectUris = [$"{party.Address}/callback"],
                    Metadata = new ClientMetadata
                    {
                        PostLogoutRedirectUris = [$"{party.Address}/after"],
                        FrontchannelLogoutUri = listens ? $"{party.Address}/logout" : null,
                        FrontchannelLogoutSessionRequired = true,
                    },
                }
        );
        return party;
    }

    /// <summary>What it sends browsers to that are to sign in.</summary>
    public string SignInAddress(TestServer server) =>
        QueryHelpers.AddQueryString(
            $"{server.Issuer}/connect/authorize",
            new Dictionary<string, string?>
            {
                ["response_type"] = "code",
                ["client_id"] = Client!.Id,
                ["redirect_uri"] = $"{Address}/callback",
                ["scope"] = "openid",
                ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
                ["code_challenge_method"] = "S256",
            }
        );

    public async Task<string> IdTokenAsync(TestServer server, string code)
    {
        var answer = await server.TokenAsync(
            Client!,
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", $"{Address}/callback"),
            ("code_verifier", Verifier)
        );
        return answer["id_token"] ?? throw new InvalidOperationException(answer.Body);
    }

    /// <param name="idToken">Null where it shows none, and only says who it is.</param>
    /// <param name="returns">Whether it wants the browser back.</param>
    public string SignOutAddress(TestServer server, string? idToken, bool returns = true)
    {
        var wish = new Dictionary<string, string?> { ["state"] = "s" };
        if (returns)
            wish["post_logout_redirect_uri"] = $"{Address}/after";
        wish[idToken is null ? "client_id" : "id_token_hint"] = idToken ?? Client!.Id;
        return QueryHelpers.AddQueryString($"{server.Issuer}/connect/endsession", wish);
    }

    /// <summary>Its page that asks the server's own page, in a frame, whether the session is still the same.</summary>
    public string MonitorAddress(string sessionState) =>
        $"{Address}/monitor?state={Uri.EscapeDataString(sessionState)}";

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http, TestServer server)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        if (http.Request.Path == "/logout")
        {
            await BeforeLogout();
            LoggedOut.Enqueue(http.Request.QueryString.Value!);
        }
        var body = http.Request.Path == "/monitor" ? Monitor(server, http.Request.Query["state"]!) : "<h1>App</h1>";
        await http.Response.WriteAsync(
            $"<!doctype html><html lang=\"en\"><title>App</title><link rel=\"icon\" href=\"data:,\">{body}"
        );
    }

    // OpenID Connect Session Management §3.1: the message is the client's id, a space, and the session state.
    private string Monitor(TestServer server, string state) =>
        $$"""
            <h1>App</h1><iframe id="op" src="{{server.Issuer}}/connect/checksession"></iframe>
            <script>
              window.ask = (message) => new Promise((resolve) => {
                const heard = (event) => {
                  if (event.origin !== "{{server.Issuer}}") return;
                  removeEventListener("message", heard);
                  resolve(event.data);
                };
                addEventListener("message", heard);
                document.getElementById("op").contentWindow.postMessage(message, "{{server.Issuer}}");
              });
              window.usual = "{{Client!.Id}} {{state}}";
            </script>
            """;
}
