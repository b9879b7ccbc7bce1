using Microsoft.Extensions.Options;
using Npgsql;

namespace Identity.Server.Database;

/// <summary>What time it is in the database: it says by when a statement must have been taken up there.</summary>
/// <remarks>
/// A statement can lie in a network that was cut, or before a server that stands still, long after whoever sent it has given up,
/// and be done then. Its deadline is by the database's clock, kept by this machine's count of time and not by its clock: both may
/// be wrong, and neither is moved while it counts.
/// </remarks>
internal sealed class DatabaseClock(IOptions<DatabaseOptions> options, TimeProvider clock)
{
    private const string Ask = "SELECT clock_timestamp()";

    // A measure that took longer says too little.
    private static readonly TimeSpan Precise = TimeSpan.FromSeconds(1);

    private volatile Reading? _reading;

    /// <summary>When a statement that is sent now is given up by whoever sent it; null where nothing was measured yet.</summary>
    public DateTimeOffset? Deadline() =>
        _reading is { } reading
            ? reading.At + clock.GetElapsedTime(reading.Counted) + options.Value.CommandTimeout
            : null;

    /// <summary>What was sent in time was taken for late: the database's clock was set, and is to be looked at again first.</summary>
    public void Forget() => _reading = null;

    public async Task MeasureAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var before = clock.GetTimestamp();
        await using var command = new NpgsqlCommand(Ask, connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var at = row.GetFieldValue<DateTimeOffset>(0);
        var took = clock.GetElapsedTime(before);
        if (took < Precise)
            _reading = new Reading(at + (took / 2), clock.GetTimestamp());
    }

    private sealed record Reading(DateTimeOffset At, long Counted);
}
