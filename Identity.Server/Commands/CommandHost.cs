using System.CommandLine;
using Microsoft.Extensions.Options;
using Npgsql;

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

    /// <summary>Gives a command its work. Its exit status is 0, or 1 with a sentence on standard error.</summary>
    public Command On(Command command, Func<IServiceProvider, ParseResult, CancellationToken, Task<CommandResult>> work)
    {
        command.SetAction(
            (arguments, ct) =>
                GuardAsync(async () =>
                {
                    await using var app = await build(Start(arguments, isServing: false), ct);
                    await Preparation.PrepareSchemaAsync(app.Services, ct);
                    return Print(await work(app.Services, arguments, ct));
                })
        );
        return command;
    }

    public Command OnServe(Command command, Func<WebApplication, ParseResult, CancellationToken, Task> work)
    {
        command.SetAction(
            (arguments, ct) =>
                GuardAsync(async () =>
                {
                    await using var app = await build(Start(arguments, isServing: true), ct);
                    await work(app, arguments, ct);
                    return 0;
                })
        );
        return command;
    }

    /// <summary>For `migrate` alone: the schema is its own business.</summary>
    public Command OnSchema(Command command, Func<IServiceProvider, CancellationToken, Task<CommandResult>> work)
    {
        command.SetAction(
            (arguments, ct) =>
                GuardAsync(async () =>
                {
                    await using var app = await build(Start(arguments, isServing: false), ct);
                    return Print(await work(app.Services, ct));
                })
        );
        return command;
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

    private static async Task<int> GuardAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (OptionsValidationException e)
        {
            return Fail(string.Join(Environment.NewLine, e.Failures));
        }
        catch (InvalidOperationException e)
        {
            return Fail(e.Message);
        }
        catch (PostgresException e)
        {
            return Fail($"The database refused: {e.MessageText} ({e.SqlState}).");
        }
        catch (NpgsqlException e)
        {
            return Fail($"The database did not answer: {e.Message}");
        }
        catch (IOException e)
        {
            return Fail(e.Message);
        }
        catch (UnauthorizedAccessException e)
        {
            return Fail(e.Message);
        }
    }

    private static int Print(CommandResult result)
    {
        if (result.Problem is { } problem)
            return Fail(problem);
        foreach (var line in result.Lines)
            Console.WriteLine(line);
        return 0;
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}

/// <summary>What a command prints, or why it could not.</summary>
internal sealed record CommandResult(IReadOnlyList<string> Lines, string? Problem)
{
    public static CommandResult Done(params IEnumerable<string> lines) => new([.. lines], Problem: null);

    public static CommandResult Failed(string problem) => new([], problem);
}
