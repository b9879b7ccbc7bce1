using System.Runtime.CompilerServices;
using Identity.Server.Database;
using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor.Production;

/// <summary>Looks at what a database must be for many: connections for all nodes, another machine that has it all, an owner.</summary>
internal static class ProductionDatabase
{
    // What a node has beside its pool: the listener, and room for a command beside it.
    private const int BesidePool = 4;

    private const string Connections = """
        SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        """;

    // The scheduler's register of nodes; its time is in ticks of .NET.
    private const string Nodes = """
        SELECT count(*) FROM quartz_scheduler_state WHERE last_checkin_time > $1
        """;

    private const string Standbys = """
        SELECT count(*), count(*) FILTER (WHERE sync_state IN ('sync', 'quorum')), count(sync_state),
               coalesce(extract(epoch FROM max(replay_lag)), 0)::float8, current_setting('synchronous_commit')
          FROM pg_stat_replication
        """;

    private const string Owners = """
        SELECT count(*) FROM role_members m JOIN users u ON u.id = m.user_id
         WHERE m.role = 'owner' AND u.suspended_at IS NULL AND u.password_hash IS NOT NULL
        """;

    public static async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var pool = at.Options<DatabaseOptions>(DatabaseOptions.Section).MaximumPoolSize;
        var nodes = await patient.HasTableAsync("quartz_scheduler_state", ct)
            ? (
                await patient.ListAsync(
                    Nodes,
                    row => row.GetInt64(0),
                    ct,
                    (at.Clock.GetUtcNow() - TimeSpan.FromMinutes(2)).UtcTicks
                )
            ).Single()
            : 0;
        yield return JudgeConnections(
            await patient.AskAsync<int>(Connections, ct),
            Math.Max(nodes, 1),
            pool,
            isPooled: !patient.Home.KeepsSessions
        );

        var standbys = (
            await patient.ListAsync(
                Standbys,
                row => new Replicas(
                    row.GetInt64(0),
                    row.GetInt64(1),
                    row.GetInt64(2),
                    TimeSpan.FromSeconds(row.GetDouble(3)),
                    row.GetString(4)
                ),
                ct
            )
        ).Single();
        yield return Judge(standbys);

        if (!await patient.HasTableAsync("role_members", ct))
            yield break;
        var owners = await patient.AskAsync<long>(Owners, ct);
        yield return JudgeOwners(owners);
    }

    public static Finding JudgeConnections(int most, long nodes, int pool, bool isPooled)
    {
        const string Check = "Connections";
        if (isPooled)
            return Finding.Pass(Check, "a pooler is in front: its own limits count");
        var needed = nodes * (pool + BesidePool);
        var said =
            $"{nodes} {(nodes == 1 ? "node" : "nodes")} of {pool} and a few need {needed} of the {most} that PostgreSQL has";
        if (needed > most)
        {
            return Finding.Fail(
                Check,
                $"{said}.",
                "Lower Database:MaximumPoolSize, raise max_connections, or put a pooler in front."
            );
        }
        // While nodes are replaced there is one more.
        return needed + pool + BesidePool > most
            ? Finding.Warn(
                Check,
                $"{said}: one node more, as while they are replaced, has none.",
                "Lower Database:MaximumPoolSize, or raise max_connections."
            )
            : Finding.Pass(Check, said);
    }

    public static Finding Judge(Replicas seen)
    {
        const string Check = "Replication";
        if (seen.Count == 0)
        {
            return Finding.Warn(
                Check,
                "No standby is connected: what this machine loses is as old as the last backup.",
                "Run a standby (docs/operations.md, Sizing), or see that whoever runs PostgreSQL does."
            );
        }
        if (seen.Visible == 0)
        {
            return Finding.Warn(
                Check,
                $"{seen.Count} connected; whether one is synchronous cannot be seen by this role.",
                "GRANT pg_monitor TO it, or ask whoever runs PostgreSQL."
            );
        }
        if (seen.Lag > TimeSpan.FromSeconds(10))
            return Finding.Warn(
                Check,
                $"A standby is {seen.Lag.TotalSeconds:0} s behind.",
                "Look at its disk, and at the network."
            );
        return seen.Synchronous == 0
            ? Finding.Warn(
                Check,
                $"{seen.Count} connected, none of them synchronous: a fail-over may undo a revocation, or bring a spent token back.",
                "Set synchronous_standby_names, with two standbys so that one may fail."
            )
            : Finding.Pass(
                Check,
                $"{seen.Synchronous} of {seen.Count} are synchronous (synchronous_commit is {seen.Commit})"
            );
    }

    public static Finding JudgeOwners(long owners) =>
        owners switch
        {
            0 => Finding.Fail(
                "Owner",
                "Nobody who can sign in owns this server; whoever reads the log of its next start may become the owner.",
                "Run `identity users set-up-link`, and open the link at once."
            ),
            1 => Finding.Warn(
                "Owner",
                "One person owns this server: when they are away, nobody can.",
                "Make a second owner."
            ),
            _ => Finding.Pass("Owner", $"{owners} people"),
        };
}

/// <summary>The standbys as the primary sees them.</summary>
/// <param name="Visible">Those of which this role may know more than that they are there.</param>
internal sealed record Replicas(long Count, long Synchronous, long Visible, TimeSpan Lag, string Commit);
