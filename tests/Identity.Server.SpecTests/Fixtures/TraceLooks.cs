using Identity.Server.Audit;
using Identity.Server.Tracing;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>Traces as an administrator asks for them, and what tests look for in one.</summary>
internal static class TraceLooks
{
    // What a trace looks at, and must leave as it is.
    private const string Fingerprint = """
        SELECT md5(string_agg(t, ',' ORDER BY t)) FROM (
          SELECT r::text AS t FROM refresh_families r UNION ALL SELECT c::text FROM authorization_codes c
          UNION ALL SELECT a::text FROM authorization_requests a UNION ALL SELECT s::text FROM sessions s
          UNION ALL SELECT d::text FROM deny_list d UNION ALL SELECT n::text FROM consents n
          UNION ALL SELECT e::text FROM session_clients e UNION ALL SELECT u::text FROM users u) rows
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static AuditParty Auditor { get; } = new("user", "00000000-0000-0000-0000-000000000001");

    /// <summary>The trace of something; nothing that it looks at is changed by it, and nothing of it that is secret is shown.</summary>
    public static async Task<Retraced> TraceAsync(this TestServer server, string text, string? user = null)
    {
        var before = await FingerprintAsync(server);
        var outcome = await server.Get<Traces>().AskAsync(text, user, Auditor, Ct);
        Assert.Equal(before, await FingerprintAsync(server));
        var trace = Assert.IsType<TraceOutcome.Done>(outcome).Trace;
        Assert.All(trace.Steps, step => Assert.DoesNotContain(SecretOf(text), Shown(step), StringComparison.Ordinal));
        Assert.DoesNotContain(SecretOf(text), trace.Verdict, StringComparison.Ordinal);
        return trace;
    }

    /// <summary>The step in which it was decided.</summary>
    public static TraceStep Failed(this Retraced trace) =>
        trace.Steps.First(step => step.Outcome == StepOutcome.Failed);

    public static TraceStep Step(this Retraced trace, string title) =>
        trace.Steps.Single(step => step.Title.StartsWith(title, StringComparison.Ordinal));

    public static string? Fact(this TraceStep step, string name) =>
        step.Facts.Where(fact => fact.Key == name).Select(fact => fact.Value).SingleOrDefault();

    /// <summary>What the step says that an endpoint answers, as this answer has it.</summary>
    public static string Told(this TestAnswer answer) => $"{answer["error"]}: {answer["error_description"]}";

    public static string Shown(TraceStep step) =>
        $"{step.Title} {step.Public} {step.Private} {string.Join(' ', step.Facts.Select(fact => fact.Value))}";

    // Whatever is longest of it, at its end: the signature of a JWT, the random part of a handle.
    private static string SecretOf(string text)
    {
        var longest = text.Split('.', '&', '=', '?', ':', '/', '%').MaxBy(part => part.Length)!;
        return longest.Length > 40 ? longest[^20..] : "nothing that is secret";
    }

    private static async Task<string?> FingerprintAsync(TestServer server)
    {
        await using var command = server.Get<NpgsqlDataSource>().CreateCommand(Fingerprint);
        return await command.ExecuteScalarAsync(Ct) as string;
    }
}
