using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Identity.Server.Database;
using Identity.Server.Declarations;
using Identity.Server.Resources;

namespace Identity.Server.Commands.Declarations;

/// <summary>`apply`: makes the server what a file says that it is.</summary>
internal static class ApplyCommand
{
    private const string StandardInput = "-";
    private const int Differs = 2;

    public static Command Create(CommandHost host)
    {
        var file = new Argument<string>("file") { Description = "A file as `export` writes it; - for standard input." };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would change, and change nothing." };
        var prune = new Option<bool>("--prune")
        {
            Description = "Delete what the file does not name, of the kinds that it speaks of.",
        };
        var exitCode = new Option<bool>("--exit-code", "--detailed-exitcode")
        {
            Description = "With --dry-run: status 2 where something would change, 0 where nothing would.",
        };
        return host.On(
            new Command(
                "apply",
                "Make APIs, scopes, clients, roles and profiles what a file says: all of it or nothing."
            )
            {
                file,
                dry,
                prune,
                exitCode,
            },
            async (services, arguments, ct) =>
            {
                var isDry = arguments.GetValue(dry);
                if (arguments.GetValue(exitCode) && !isDry)
                    return CommandResult.Failed("--exit-code goes with --dry-run.");
                var path = arguments.GetRequiredValue(file);
                var reading = await ReadAsync(path, ct);
                if (reading.Declaration is not { } declaration)
                    return Failed(path, reading.Problems);

                var terms = new ApplicationTerms(arguments.GetValue(prune), isDry);
                await PrepareAsync(services, ct);
                return await services
                    .GetRequiredService<DeclarationApplication>()
                    .ApplyAsync(declaration, terms, ct) switch
                {
                    Applied.Refused refused => Failed(path, refused.Problems.Select(reading.LineOf)),
                    Applied.Done done => Tell(done, isDry, arguments.GetValue(exitCode)),
                    _ => throw new UnreachableException(),
                };
            }
        );
    }

    // Where no server has run lately, the deny list has no room for today, and nobody has asked how long APIs let tokens live.
    private static async Task PrepareAsync(IServiceProvider services, CancellationToken ct)
    {
        await services.GetRequiredService<DailyTables>().KeepAsync(ct);
        await services.GetRequiredService<ApiCatalog>().ReloadAsync(ct);
    }

    private static async Task<DeclarationReading> ReadAsync(string path, CancellationToken ct)
    {
        if (path == StandardInput)
        {
            var input = await Console.In.ReadToEndAsync(ct);
            return await DeclarationReader.ReadAsync(input, Directory.GetCurrentDirectory(), ct);
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return await DeclarationReader.ReadAsync(await File.ReadAllTextAsync(path, ct), folder, ct);
    }

    private static CommandResult Failed(string path, IEnumerable<FileProblem> problems)
    {
        var name = path == StandardInput ? "standard input" : path;
        var lines = problems
            .OrderBy(problem => problem.Line)
            .Select(problem => FormattableString.Invariant($"{name}:{problem.Line}: {problem.Sentence}"));
        return CommandResult.Failed(string.Join(Environment.NewLine, [.. lines, "Nothing was changed."]));
    }

    private static CommandResult Tell(Applied.Done done, bool isDry, bool asksStatus)
    {
        var changes = done.Changes;
        if (changes.Count == 0)
            return CommandResult.Done("Nothing to change.") with { Notes = done.Notes };
        (string Done, string Dry, int Count)[] counts =
        [
            ("created", "to create", changes.Count(change => change.Before is null)),
            ("changed", "to change", changes.Count(change => change is { Before: not null, After: not null })),
            ("deleted", "to delete", changes.Count(change => change.After is null)),
        ];
        var sum = counts
            .Where(one => one.Count > 0)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Count} {(isDry ? one.Dry : one.Done)}"));
        var summary = $"{string.Join(", ", sum)}.{(isDry ? " Nothing was changed." : "")}";
        return CommandResult.Done([.. changes.SelectMany(ChangeLines.Of), summary]) with
        {
            Notes = done.Notes,
            Status = isDry && asksStatus ? Differs : 0,
        };
    }
}
