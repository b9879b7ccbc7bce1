using System.CommandLine;
using System.Net.Sockets;
using Identity.Server.Tokens;

namespace Identity.Server.Commands;

/// <summary>`serve`: answers requests until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(CommandHost host)
    {
        var demo = new Option<bool>("--demo")
        {
            Description = "Make a demo client, API and account, print them, and write them to .data/demo.env.",
        };
        return host.OnServe(
            new Command("serve", "Answer requests until stopped.") { demo },
            async (app, arguments, ct) =>
            {
                SettingSources.Log(app);
                await StartAsync(app, ct);
                await WelcomeAsync(app.Services, arguments.GetValue(demo), ct);
                await app.WaitForShutdownAsync(ct);
            }
        );
    }

    private static async Task WelcomeAsync(IServiceProvider services, bool isDemo, CancellationToken ct)
    {
        try
        {
            if (isDemo)
                await services.GetRequiredService<Demo>().PrepareAsync(services.GetRequiredService<Issuer>(), ct);
            await services.GetRequiredService<FirstOwner>().InviteAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // It serves already, and stops as a server does.
        }
    }

    private static async Task StartAsync(WebApplication app, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (SocketException e)
        {
            throw CannotListen(app, e);
        }
        catch (FormatException e)
        {
            throw CannotListen(app, e);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw CannotListen(app, e);
        }
    }

    // The web server names neither the address nor the setting.
    private static InvalidOperationException CannotListen(WebApplication app, Exception e) =>
        new($"The server cannot listen on {app.Configuration["Urls"]} (setting Urls): {e.Message}", e);
}
