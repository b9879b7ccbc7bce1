using System.Diagnostics.Metrics;
using Identity.Server.Database.Surveys;
using Npgsql;

namespace Identity.Server.Mail.Delivery;

/// <summary>Looks at how many letters wait, for how long, and how many were given up.</summary>
internal sealed class MailQueueSurvey : ISurvey
{
    // Both by their partial indexes; a queue of a million letters is counted no further than anybody would want to know.
    private const string Look = """
        SELECT (SELECT count(*) FROM (SELECT FROM letters WHERE delivered_at IS NULL AND dead_at IS NULL LIMIT 100000) AS waiting),
               (SELECT count(*) FROM (SELECT FROM letters WHERE dead_at IS NOT NULL LIMIT 100000) AS dead),
               (SELECT min(created_at) FROM letters WHERE delivered_at IS NULL AND dead_at IS NULL)
        """;

    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _clock;
    private readonly Sighting<Queue> _seen;
    private readonly Instrument _letters;

    public MailQueueSurvey(NpgsqlDataSource database, Meter meter, TimeProvider clock)
    {
        (_database, _clock, _seen) = (database, clock, new Sighting<Queue>(clock));
        _letters = meter.CreateObservableGauge(
            "identity.mail.queue.letters",
            Letters,
            "{letter}",
            "Letters that wait to be sent, and those that were given up."
        );
        meter.CreateObservableGauge(
            "identity.mail.queue.oldest",
            Oldest,
            "s",
            "How long the oldest letter has waited that is still to be sent; 0 where none is."
        );
    }

    public bool IsWanted => _letters.Enabled;

    public async Task LookAsync(CancellationToken ct)
    {
        await using var command = _database.CreateCommand(Look);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        DateTimeOffset? oldest = await row.IsDBNullAsync(2, ct) ? null : row.GetFieldValue<DateTimeOffset>(2);
        _seen.Keep(new Queue(row.GetInt64(0), row.GetInt64(1), oldest));
    }

    private IEnumerable<Measurement<long>> Letters() =>
        _seen.Latest is { } queue ? [In("waiting", queue.Waiting), In("dead", queue.Dead)] : [];

    private IEnumerable<Measurement<double>> Oldest() =>
        _seen.Latest is { } queue
            ? [new((queue.Oldest is { } since ? _clock.GetUtcNow() - since : TimeSpan.Zero).TotalSeconds)]
            : [];

    private static Measurement<long> In(string state, long letters) =>
        new(letters, new KeyValuePair<string, object?>("state", state));

    private sealed record Queue(long Waiting, long Dead, DateTimeOffset? Oldest);
}
