using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Identity.Server.Database;

/// <summary>Ready means that the database answers, and that it and this machine agree on what time it is.</summary>
/// <remarks>
/// What a node with a wrong clock gives out has expired already, or is not valid yet to the others, and what it ends stays ended
/// too shortly. So it is left out until its clock is right.
/// </remarks>
/// <param name="database">The one that is served.</param>
/// <param name="machine">This machine's clock, whatever the server's own goes by.</param>
internal sealed class DatabaseHealth(NpgsqlDataSource database, TimeProvider machine) : IHealthCheck
{
    /// <summary>More than clocks that are kept by NTP are apart, and less than does harm.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await using var command = database.CreateCommand("SELECT clock_timestamp()");
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            var skew = row.GetFieldValue<DateTimeOffset>(0) - machine.GetUtcNow();
            return skew.Duration() <= Tolerance
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"The database's clock and this machine's are {skew.Duration()} apart.");
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}
