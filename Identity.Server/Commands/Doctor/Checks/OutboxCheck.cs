using System.Runtime.CompilerServices;
using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Looks for letters that were given up, or that nobody sends.</summary>
internal sealed class OutboxCheck : IDatabaseCheck
{
    private const string Ask = """
        SELECT count(*) FILTER (WHERE dead_at IS NOT NULL),
               count(*) FILTER (WHERE delivered_at IS NULL AND dead_at IS NULL AND created_at < $1),
               (array_agg(last_error ORDER BY dead_at DESC) FILTER (WHERE dead_at IS NOT NULL))[1]
          FROM letters
        """;

    public string Name => "Outbox";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (!await patient.HasTableAsync("letters", ct))
            yield break;
        var (dead, waiting, why) = (
            await patient.ListAsync(
                Ask,
                row => (row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? "no reason was kept" : row.GetString(2)),
                ct,
                at.Clock.GetUtcNow() - TimeSpan.FromHours(1)
            )
        ).Single();
        if (dead > 0)
        {
            yield return Finding.Warn(
                Name,
                $"{dead} letters of the last 30 days were given up; the last because: {why}",
                "Mend what the reason says: their readers wait for links that never came, and can ask for new ones."
            );
        }
        if (waiting > 0)
        {
            yield return Finding.Warn(
                Name,
                $"{waiting} letters have waited for more than an hour.",
                "See that a server runs, and that the mail server takes letters (the check Mail)."
            );
        }
        if (dead + waiting == 0)
            yield return Finding.Pass(Name, "no letter was given up, none waits");
    }
}
