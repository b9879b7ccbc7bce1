using System.CommandLine;

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
                await app.StartAsync(ct);
                if (arguments.GetValue(demo))
                    await app.Services.GetRequiredService<Demo>().PrepareAsync(ct);
                await app.WaitForShutdownAsync(ct);
            }
        );
    }
}
