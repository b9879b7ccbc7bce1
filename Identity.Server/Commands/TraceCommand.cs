using System.CommandLine;
using Identity.Server.Audit;
using Identity.Server.Tracing;

namespace Identity.Server.Commands;

/// <summary>`trace`: why a request was refused, or a token is not taken, step by step.</summary>
internal static class TraceCommand
{
    private const string Margin = "      ";

    private static readonly Option<string?> User = new("--user")
    {
        Description = "Of whom it is asked how they would fare with an authorize URL: an e-mail address or an id.",
    };

    public static Command Create(CommandHost host) =>
        host.On(
            new Command(
                "trace",
                "Read an authorize URL, a token or a request's number from standard input, where no history of the shell keeps it, and say what the server does with it."
            )
            {
                User,
            },
            async (services, arguments, ct) =>
            {
                if (await ReadAsync(ct) is not { } text)
                    return CommandResult.Failed("There is nothing to trace on standard input.");
                await Preparation.ReadMemoryAsync(services, ct);
                var traces = services.GetRequiredService<Traces>();
                return await traces.AskAsync(text, arguments.GetValue(User), AuditParty.Console, ct) switch
                {
                    TraceOutcome.Done done => CommandResult.Done(Lines(done.Trace)),
                    TraceOutcome.Unreadable unreadable => CommandResult.Failed(unreadable.Why),
                    var unknown => throw new InvalidOperationException($"{unknown.GetType()}"),
                };
            }
        );

    // What was answered in JSON has more than one line; what is typed has one, and is not shown.
    private static async Task<string?> ReadAsync(CancellationToken ct)
    {
        if (!Console.IsInputRedirected)
            return await SecretInput.ReadAsync("Authorize URL, token or number", ct);
        var buffer = new char[Pasted.Longest + 1];
        var length = await Console.In.ReadBlockAsync(buffer, ct);
        return length == 0 ? null : new string(buffer, 0, length);
    }

    private static IEnumerable<string> Lines(Retraced trace)
    {
        foreach (var step in trace.Steps)
        {
            yield return $"{WordOf(step.Outcome), -4}  {step.Title}{(step.Clause is { } clause ? $" ({clause})" : "")}";
            if (step.Public is { } told)
                yield return $"{Margin}told: {told}";
            if (step.Private is { } why)
                yield return $"{Margin}why: {why}";
            foreach (var (name, value) in step.Facts)
                yield return $"{Margin}{name}: {value}";
        }
        yield return "";
        yield return trace.Verdict;
        if (trace.Events is [])
            yield break;
        yield return "";
        yield return "In the audit:";
        foreach (var entry in trace.Events)
            yield return $"{Margin}{entry.At.UtcDateTime:u} {entry.Kind}: {entry.Refusal ?? "done"} {entry.Correlation}";
    }

    private static string WordOf(StepOutcome outcome) =>
        outcome switch
        {
            StepOutcome.Passed => "pass",
            StepOutcome.Failed => "fail",
            StepOutcome.Skipped => "–",
            _ => "note",
        };
}
