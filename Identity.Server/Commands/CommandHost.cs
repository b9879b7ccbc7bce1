using System.CommandLine;
using Identity.Server.Audit;
using Identity.Server.Commands.Starting;
using Identity.Server.Database;
using Identity.Server.Hosting;

namespace Identity.Server.Commands;

/// <summary>Runs a command within a server that is put together but does not listen, and says in one line what went wrong.</summary>
internal sealed class CommandHost(BuildServer build)
{
    /// <summary>`--set Section:Key=value`, as often as needed: before environment variables and files.</summary>
    public Option<string[]> Set { get; } =
        new("--set")
        {
            Description = "A setting as Section:Key=value; goes before environment variables and files. Repeatable.",
            Recursive = true,
        };

    /// <summary>Gives a command its work. Its exit status is what comes of it, or 1 with a sentence on standard error.</summary>
    public Command On(
        Command command,
        Func<IServiceProvider, ParseResult, CancellationToken, Task<CommandResult>> work
    ) =>
        Run(
            command,
            isServing: false,
            async (app, arguments, ct) =>
            {
                await Preparation.PrepareSchemaAsync(app.Services, ct);
                var result = await work(app.Services, arguments, ct);
                await StoreAuditAsync(app.Services, ct);
                return Print(result);
            }
        );

    /// <summary>For `migrate` alone: the schema is its own business.</summary>
    public Command OnSchema(
        Command command,
        Func<IServiceProvider, ParseResult, CancellationToken, Task<CommandResult>> work
    ) => Run(command, isServing: false, async (app, arguments, ct) => Print(await work(app.Services, arguments, ct)));

    public Command OnServe(Command command, Func<WebApplication, ParseResult, CancellationToken, Task> work) =>
        Run(
            command,
            isServing: true,
            async (app, arguments, ct) =>
            {
                await work(app, arguments, ct);
                return 0;
            }
        );

    /// <summary>For what looks at the settings, or at why nothing works: no server is put together for it.</summary>
    public Command OnSettings(Command command, Func<ServerStart, ParseResult, CancellationToken, Task<int>> work)
    {
        command.SetAction(
            (arguments, ct) => ExitStatus.OfAsync(() => work(Start(arguments, isServing: false), arguments, ct), ct)
        );
        return command;
    }

    private Command Run(
        Command command,
        bool isServing,
        Func<WebApplication, ParseResult, CancellationToken, Task<int>> work
    )
    {
        command.SetAction(
            (arguments, ct) =>
                ExitStatus.OfAsync(
                    async () =>
                    {
                        var start = Start(arguments, isServing);
                        if (isServing && FaultsOf(start) is { Count: > 0 } faults)
                            return ExitStatus.Fail(string.Join(Environment.NewLine, faults));
                        await using var app = await build(start, ct);
                        return await work(app, arguments, ct);
                    },
                    ct
                )
        );
        return command;
    }

    private static IReadOnlyList<string> FaultsOf(ServerStart start)
    {
        var builder = start.CreateBuilder();
        using var configuration = builder.Configuration;
        return StartFaults.Of(configuration, builder.Environment);
    }

    private static async Task StoreAuditAsync(IServiceProvider services, CancellationToken ct)
    {
        if (services.GetRequiredService<AuditTrail>().Waiting.Count == 0)
            return;
        // Where no server has run lately there is no room for today.
        await services.GetRequiredService<DailyTables>().KeepAsync(ct);
        await services.GetRequiredService<AuditWriter>().StoreWaitingAsync(ct);
    }

    private ServerStart Start(ParseResult arguments, bool isServing)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (!isServing)
            settings["Logging:LogLevel:Default"] = nameof(LogLevel.Warning);
        foreach (var setting in arguments.GetValue(Set) ?? [])
        {
            if (setting.Split('=', 2) is not [{ Length: > 0 } key, var value])
            {
                throw new InvalidOperationException(
                    $"--set {setting.Split('=')[0]} is not of the form Section:Key=value."
                );
            }

            settings[key] = value;
        }
        return new ServerStart(settings, isServing);
    }

    private static int Print(CommandResult result)
    {
        if (result.Problem is { } problem)
            return ExitStatus.Fail(problem);
        foreach (var line in result.Lines)
            Console.WriteLine(line);
        foreach (var note in result.Notes)
            Console.Error.WriteLine(note);
        return result.Status;
    }
}

/// <summary>What a command prints, or why it could not.</summary>
internal sealed record CommandResult(IReadOnlyList<string> Lines, string? Problem)
{
    /// <summary>What is said beside it, on standard error.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The exit status, where there is no problem.</summary>
    public int Status { get; init; }

    public static CommandResult Done(params IEnumerable<string> lines) => new([.. lines], Problem: null);

    public static CommandResult Failed(string problem) => new([], problem);
}
