using Identity.Admin.Hosting;
using Identity.Admin.Management;
using Identity.Admin.Sections.Letters;
using Identity.Admin.Shell;
using Identity.Admin.SignIn;

namespace Identity.Admin;

/// <summary>The administrators' site: an ordinary application of the server, which knows nothing but its address.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["health", .. var asked])
            return await Health.AskAsync(asked);
        try
        {
            await Build(args).RunAsync();
            return 0;
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, e.Faults));
            return 1;
        }
    }

    public static WebApplication Build(string[] args)
    {
        // The files beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );
        var settings = builder.AddHosting();
        builder.Services.AddSignIn(settings);
        builder.Services.AddManagement(settings);
        builder.Services.AddShell();

        var app = builder.Build();
        app.UseHosting(settings);
        app.MapSignIn();
        app.MapLetterFrame();
        app.MapShell();
        return app;
    }
}
