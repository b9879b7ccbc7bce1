using System.CommandLine;

namespace Identity.Server.Commands;

/// <summary>The command line of the one binary: `serve` and everything an operator does by hand.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args, BuildServer build)
    {
        var host = new CommandHost(build);
        var root = new RootCommand("Identity, an OpenID Connect identity server.")
        {
            host.Set,
            ServeCommand.Create(host),
            MigrateCommand.Create(host),
            ClientCommands.Create(host),
            ApiCommands.Create(host),
            UserCommands.Create(host),
            KeyCommands.Create(host),
            JobCommands.Create(host),
        };
        // Without a command it serves: `dotnet run --project Identity.Server` is enough.
        return root.Parse(
                args is [] or [['-', ..], ..] and not [['-', .. "-help" or "h" or "?" or "-version"], ..]
                    ? ["serve", .. args]
                    : args
            )
            .InvokeAsync();
    }
}
