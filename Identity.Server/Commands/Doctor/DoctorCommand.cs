using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor;

/// <summary>`doctor`: says what is wrong with this server's surroundings, and what to do about it.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(CommandHost host)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document in place of the table." };
        var production = new Option<bool>("--production")
        {
            Description = "Look at what a server for real people needs as well.",
        };
        return host.OnSettings(
            new Command(
                "doctor",
                "Look for what keeps a server from working; changes nothing. Status 0 if nothing failed."
            )
            {
                json,
                production,
            },
            async (start, arguments, ct) =>
            {
                var builder = start.CreateBuilder();
                var at = new Examination(
                    builder.Configuration,
                    builder.Environment,
                    start.Clock,
                    arguments.GetValue(production)
                );
                var findings = await Rounds.MakeAsync(at, ct);
                foreach (var line in arguments.GetValue(json) ? AsJson(findings) : AsTable(findings))
                    Console.WriteLine(line);
                return findings.Exists(finding => finding.Verdict is Verdict.Fail) ? 1 : 0;
            }
        );
    }

    public static IEnumerable<string> AsTable(IReadOnlyList<Finding> findings)
    {
        foreach (
            var line in Table.Of(
                ["", "CHECK", "FOUND"],
                findings.SelectMany(finding =>
                    finding.Cure is { } cure ? [Row(finding), ["", "", $"→ {cure}"]] : new[] { Row(finding) }
                )
            )
        )
        {
            yield return line;
        }
        yield return "";
        yield return $"{Count(findings, Verdict.Pass)} passed, {Count(findings, Verdict.Warn)} to look at, {Count(findings, Verdict.Fail)} failed";
    }

    public static IEnumerable<string> AsJson(IReadOnlyList<Finding> findings) =>
        [
            JsonSerializer.Serialize(
                new
                {
                    Healthy = Count(findings, Verdict.Fail) == 0,
                    Passed = Count(findings, Verdict.Pass),
                    Warnings = Count(findings, Verdict.Warn),
                    Failed = Count(findings, Verdict.Fail),
                    Findings = findings,
                },
                Json
            ),
        ];

    private static string[] Row(Finding finding) =>
        [finding.Verdict.ToString().ToLowerInvariant(), finding.Check, finding.Said];

    private static int Count(IReadOnlyList<Finding> findings, Verdict verdict) =>
        findings.Count(finding => finding.Verdict == verdict);
}
