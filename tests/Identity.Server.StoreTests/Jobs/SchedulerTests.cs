using Identity.Server.Hosting.Work;
using Identity.Server.StoreTests.Hosting;
using Identity.Tests;
using Npgsql;
using Quartz;

namespace Identity.Server.StoreTests.Jobs;

/// <summary>The jobs of a cluster: each due time is one node's.</summary>
public sealed class SchedulerTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_nodes_run_a_job_once_for_each_time_it_is_due()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await Sql.ExecuteAsync(database.ConnectionString, TickJob.Table);
        await using var a = await Nodes.StartAsync(database.ConnectionString);
        await using var b = await Nodes.StartAsync(database.ConnectionString);
        await ScheduleAsync(a);

        await Eventually.TrueAsync(Eventually.Soon, async () => await TicksAsync(database) >= 5);

        Assert.Equal(
            0L,
            await Sql.AskAsync<long>(
                database.ConnectionString,
                "SELECT count(*) FROM (SELECT due FROM ticks GROUP BY due HAVING count(*) > 1) AS twice"
            )
        );
        // Every second from the first to the last, none left out.
        Assert.Equal(
            0L,
            await Sql.AskAsync<long>(
                database.ConnectionString,
                "SELECT extract(epoch FROM max(due) - min(due))::bigint + 1 - count(*) FROM ticks"
            )
        );
    }

    [Fact]
    public async Task A_node_that_leaves_hands_its_jobs_to_the_other()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await Sql.ExecuteAsync(database.ConnectionString, TickJob.Table);
        var a = await Nodes.StartAsync(database.ConnectionString);
        await ScheduleAsync(a);
        await Eventually.TrueAsync(Eventually.Soon, async () => await TicksAsync(database) >= 1);
        await a.DisposeAsync();
        var left = await TicksAsync(database);

        await using var b = await Nodes.StartAsync(database.ConnectionString);

        await Eventually.TrueAsync(Eventually.Soon, async () => await TicksAsync(database) >= left + 2);
        Assert.Equal(2L, await Sql.AskAsync<long>(database.ConnectionString, "SELECT count(DISTINCT node) FROM ticks"));
    }

    [Fact]
    public async Task The_jobs_of_the_server_are_in_the_tables_once_however_many_nodes_have_started()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var a = await Nodes.StartAsync(database.ConnectionString);
        await using var b = await Nodes.StartAsync(database.ConnectionString);

        string[] ours =
        [
            "deliver-letters",
            "deliver-logout-notices",
            "keep-partitions",
            "purge-accounts",
            "purge-repeats",
            "purge-tokens",
            "rotate-keys",
        ];
        Assert.Equal(
            ours,
            await Sql.ListAsync<string>(
                database.ConnectionString,
                "SELECT job_name::text FROM quartz_job_details ORDER BY 1"
            )
        );
        Assert.Equal(
            ours,
            await Sql.ListAsync<string>(
                database.ConnectionString,
                "SELECT trigger_name::text FROM quartz_triggers WHERE trigger_state IN ('WAITING', 'ACQUIRED', 'EXECUTING') ORDER BY 1"
            )
        );
        Assert.Equal(ours, a.Get<JobRunner>().Jobs.Select(job => job.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_killed_node_held_is_run_again_by_another()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var survivor = await Nodes.StartAsync(database.ConnectionString);
        var scheduler = await survivor.Get<ISchedulerFactory>().GetScheduler(Ct);
        // It starts by itself a moment after the server has; here it is to wait for the other's death.
        await Eventually.TrueAsync(Eventually.Soon, () => scheduler.Status == SchedulerStatus.Running);
        await scheduler.Standby(Ct);
        await scheduler.ScheduleJob(
            TriggerBuilder
                .Create()
                .WithIdentity("held")
                .ForJob("keep-partitions")
                .WithCronSchedule("* * * * * ?")
                .Build(),
            cancellationToken: Ct
        );
        await using var victim = new ServerProcess(database.ConnectionString, ("Database:CommandTimeout", "00:01:00"));
        await victim.StartAsync();
        await using (var gate = await Sql.OpenAsync(database.ConnectionString))
        {
            await using var transaction = await gate.BeginTransactionAsync(Ct);
            await using (var hold = new NpgsqlCommand("LOCK TABLE deny_list IN ACCESS EXCLUSIVE MODE", gate))
                await hold.ExecuteNonQueryAsync(Ct);
            await Eventually.TrueAsync(
                Eventually.Soon,
                async () =>
                    await Sql.AskAsync<long>(database.ConnectionString, Held) > 0 && await IsBlockedAsync(database)
            );
            await victim.KillAsync();
        }
        Assert.Equal(1L, await Sql.AskAsync<long>(database.ConnectionString, Held));

        await scheduler.Start(Ct);

        // A node counts as dead when it has missed its check-in, every ten seconds, by 7.5 seconds.
        var fired = await FiredAsync(database);
        await Eventually.TrueAsync(TimeSpan.FromSeconds(60), async () => await FiredAsync(database) > fired);
    }

    private const string Held = """
        SELECT count(*) FROM quartz_fired_triggers WHERE trigger_name = 'held' AND state = 'EXECUTING'
        """;

    private static Task<bool> IsBlockedAsync(TestDatabase database) =>
        Sql.AskAsync<bool>(
            database.ConnectionString,
            """
            SELECT count(*) > 0 FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM keep_days(%'
            """
        );

    private static Task<long> FiredAsync(TestDatabase database) =>
        Sql.AskAsync<long>(
            database.ConnectionString,
            "SELECT prev_fire_time FROM quartz_triggers WHERE trigger_name = 'held'"
        );

    private static async Task ScheduleAsync(TestServer node)
    {
        var scheduler = await node.Get<ISchedulerFactory>().GetScheduler(Ct);
        await scheduler.ScheduleJob(
            JobBuilder.Create<TickJob>().WithIdentity("tick").Build(),
            TriggerBuilder.Create().WithIdentity("tick").WithCronSchedule("* * * * * ?").Build(),
            cancellationToken: Ct
        );
    }

    private static Task<long> TicksAsync(TestDatabase database) =>
        Sql.AskAsync<long>(database.ConnectionString, "SELECT count(*) FROM ticks");
}
