using Identity.Admin.Blocks.Dialogs;
using Identity.Admin.Blocks.Toasts;
using Radzen;

namespace Identity.Admin.Shell;

/// <summary>The frame of the site, and what each page in it may call on.</summary>
internal static class ShellSetup
{
    public static void AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
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
    }
}
