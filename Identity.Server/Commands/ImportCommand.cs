using System.CommandLine;
using System.Globalization;
using System.Text;
using Identity.Server.Users.Import;
using Identity.Server.Users.Import.Sources;

namespace Identity.Server.Commands;

/// <summary>`users import`: moves accounts in from another system. Without `--apply` it only says what would happen.</summary>
internal static class ImportCommand
{
    private const int ShownRejections = 10;

    private static readonly Option<string> From = new("--from")
    {
        Description = "FILE.csv, FILE.json, FILE.jsonl, or postgres://user@host/database?table=users.",
        Required = true,
    };

    private static readonly Option<string> Map = new("--map")
    {
        Description = $"Pairs such as email=mail,password_hash=pwd, or one of {ImportMap.PresetNames}.",
        DefaultValueFactory = _ => ImportMap.Auto,
    };

    private static readonly Option<bool> Apply = new("--apply") { Description = "Do it; else nothing is changed." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only look, which is the rule." };

    private static readonly Option<string?> Report = new("--report")
    {
        Description = "A file to write every row to that is not imported, with its reason.",
    };

    private static readonly Option<bool> Verified = new("--verified")
    {
        Description = "Addresses count as verified where the source does not say.",
    };

    private static readonly Option<bool> AllowNoPassword = new("--allow-no-password")
    {
        Description = "Accounts whose password cannot be taken over come without one, and are reset by letter.",
    };

    public static Command Create(CommandHost host) =>
        host.On(
            new Command("import", "Move accounts in from a file or another database, with their passwords.")
            {
                From,
                Map,
                Apply,
                DryRun,
                Report,
                Verified,
                AllowNoPassword,
            },
            RunAsync
        );

    private static async Task<CommandResult> RunAsync(
        IServiceProvider services,
        ParseResult arguments,
        CancellationToken ct
    )
    {
        var applies = arguments.GetValue(Apply);
        if (applies && arguments.GetValue(DryRun))
            return CommandResult.Failed("Either --apply or --dry-run, not both.");

        var map = arguments.GetRequiredValue(Map);
        var terms = new ImportTerms(applies, arguments.GetValue(Verified), arguments.GetValue(AllowNoPassword));
        var isKeycloak = map.Equals(ImportMap.Keycloak, StringComparison.OrdinalIgnoreCase);
        await using var source = ImportSources.Open(arguments.GetRequiredValue(From), isKeycloak);
        await using var report = OpenReport(arguments.GetValue(Report));
        if (report is not null)
            await report.WriteLineAsync("row,email,reason");

        var clock = services.GetRequiredService<TimeProvider>();
        var started = clock.GetTimestamp();
        var shown = new List<string>();
        var summary = await services
            .GetRequiredService<UserImport>()
            .RunAsync(source, ImportMap.Read(map), terms, rejection => TellAsync(rejection, shown, report), ct);
        return CommandResult.Done([
            .. Lines(summary, applies, clock.GetElapsedTime(started)),
            .. Rejections(summary, shown),
        ]);
    }

    private static async Task TellAsync(ImportRejection rejection, List<string> shown, StreamWriter? report)
    {
        var who = rejection.Email is { } email ? $" ({email})" : "";
        if (shown.Count < ShownRejections)
            shown.Add($"  row {rejection.Row}{who}: {rejection.Reason}");
        if (report is not null)
            await report.WriteLineAsync($"{rejection.Row},{Quoted(rejection.Email)},{Quoted(rejection.Reason)}");
    }

    private static IEnumerable<string> Lines(ImportSummary summary, bool applies, TimeSpan taken)
    {
        yield return applies ? "Imported:" : "Dry run, nothing was changed:";
        yield return Line(summary.Read, "read");
        yield return Line(summary.New, applies ? "new" : "would be new");
        if (summary.Suspended > 0)
            yield return Line(summary.Suspended, "of these suspended, for they were inactive");
        if (summary.WithoutPassword > 0)
            yield return Line(summary.WithoutPassword, "of these without a password");
        yield return Line(summary.Unchanged, "unchanged, for they are in already");
        yield return Line(summary.Existing, "left alone, for there is another account of the address");
        yield return Line(summary.Rejected, "rejected");
        var rate = summary.Read / Math.Max(taken.TotalSeconds, 0.001);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{taken.TotalSeconds:0.0} s, {Math.Round(rate):N0} a second"
        );
        if (!applies)
            yield return "To do it, run the same with --apply.";
    }

    private static IEnumerable<string> Rejections(ImportSummary summary, List<string> shown)
    {
        if (shown.Count > 0)
            yield return "Not imported:";
        foreach (var line in shown)
            yield return line;
        var rest = summary.Rejected + summary.Existing - shown.Count;
        if (rest > 0)
            yield return Line(rest, "more: --report FILE.csv has all of them");
    }

    private static string Line(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count, 10:N0}  {what}");

    private static StreamWriter? OpenReport(string? path)
    {
        if (path is null)
            return null;
        try
        {
            return new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"{path} cannot be written: {e.Message}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidOperationException($"{path} cannot be written: {e.Message}", e);
        }
    }

    // Always in quotes; and a table program shall take nothing in it for a formula.
    private static string Quoted(string? text)
    {
        var safe = text is ['=' or '+' or '-' or '@', ..] ? $"'{text}" : text ?? "";
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
