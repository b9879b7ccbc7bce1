using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Identity.EndToEnd.Browser;

/// <summary>Somebody else's web app, at an origin of its own: where the answers of sign-in go.</summary>
internal sealed class AppSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AppSite(WebApplication app) => _app = app;

    public string Origin =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Shows what it was answered.</summary>
    public string Callback => $"{Origin}/callback";

    /// <summary>Takes the answer, and sends the browser on to another origin, as many apps do.</summary>
    public string HopTo(AppSite other) => $"{Origin}/hop?to={Uri.EscapeDataString(other.Callback)}";

    public static async Task<AppSite> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Map("/callback", ShowAsync);
        app.Map("/hop", (string to) => Results.Redirect(to));
        await app.StartAsync(ct);
        return new AppSite(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<IResult> ShowAsync(HttpRequest request)
    {
        var isForm = request.HasFormContentType;
        var answer = isForm ? (await request.ReadFormAsync()).Keys : request.Query.Keys;
        var words = WebUtility.HtmlEncode($"{request.Method} {string.Join(' ', answer.Order(StringComparer.Ordinal))}");
        return Results.Content(
            $"<!doctype html><html lang=en><link rel=icon href=data:,><title>App</title><h1>{words}</h1><p>{request.Headers.Referer}</p>",
            "text/html"
        );
    }
}
