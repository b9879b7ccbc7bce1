using System.CommandLine;
using System.CommandLine.Invocation;
using Identity.Server.Commands.Declarations;
using Identity.Server.Commands.Doctor;
using Identity.Server.Commands.Settings;

namespace Identity.Server.Commands;

/// <summary>The command line of the one binary: `serve` and everything an operator does by hand.</summary>
internal static class CommandLine
{
    // An argument that begins with @ is what it says, and not the name of a file with more arguments.
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    public static Task<int> RunAsync(string[] args, BuildServer build) => Read(args, build).InvokeAsync();

    public static ParseResult Read(string[] args, BuildServer build)
    {
        var host = new CommandHost(build);
        var root = new RootCommand("Identity, an OpenID Connect identity server.")
        {
            host.Set,
            ServeCommand.Create(host),
            MigrateCommand.Create(host),
            DoctorCommand.Create(host),
            HealthCommand.Create(host),
            SettingsCommand.Create(host),
            ClientCommands.Create(host),
            ApiCommands.Create(host),
            ProfileCommands.Create(host),
            ExportCommand.Create(host),
            ApplyCommand.Create(host),
            UserCommands.Create(host),
            KeyCommands.Create(host),
            LetterCommands.Create(host),
            AuditCommand.Create(host),
            TraceCommand.Create(host),
            JobCommands.Create(host),
        };
        // Without a command it serves: `dotnet run --project Identity.Server` is enough.
        var read = root.Parse(args, Plain);
        return NamesNoCommand(args, read) ? root.Parse(["serve", .. args], Plain) : read;
    }

    // Options may stand before a command; --help and --version are no request to serve.
    private static bool NamesNoCommand(string[] args, ParseResult read) =>
        args is [] or [['-', ..], ..]
        && read.CommandResult.Command is RootCommand
        && read.Action is null or ParseErrorAction;
}
