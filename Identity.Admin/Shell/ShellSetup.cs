using Identity.Admin.Blocks.Dialogs;
using Identity.Admin.Blocks.Toasts;
using Microsoft.AspNetCore.Http.HttpResults;
using Radzen;

namespace Identity.Admin.Shell;

/// <summary>The frame of the site, and what each page in it may call on.</summary>
internal static class ShellSetup
{
    /// <summary>Room for what is pasted: a set of keys, a long address, a token.</summary>
    private const long LargestMessage = 256 * 1024;

    public static void AddShell(this IServiceCollection services)
    {
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        services.AddHttpContextAccessor();
        services.AddRadzenComponents();
        services.AddScoped<Presence>();
        services.AddScoped<OpenDialogs>();
        services.AddScoped<Toaster>();
    }

    public static void MapShell(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>()
            // The policy of Hosting says it, and more.
            .AddInteractiveServerRenderMode(circuit => circuit.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization();
        // Whatever nothing else is at; what looks like a file is answered without a page.
        app.MapFallback(
                "{*address:nonfile}",
                () => new RazorComponentResult<App> { StatusCode = StatusCodes.Status404NotFound }
            )
            .RequireAuthorization();
    }
}
