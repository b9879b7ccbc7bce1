using System.CommandLine;

namespace Identity.Server.Commands;

/// <summary>The command line of the one binary: `serve` and everything an operator does by hand.</summary>
internal static class CommandLine
{
    private static readonly string[] AboutTheRoot = ["-h", "--help", "-?", "--version"];

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
        return root.Parse(NamesNoCommand(args) ? ["serve", .. args] : args).InvokeAsync();
    }

    // `dotnet run --project Identity.Server` is enough to serve.
    private static bool NamesNoCommand(string[] args) =>
        args.Length == 0 || (args[0].StartsWith('-') && !AboutTheRoot.Contains(args[0]));
}
