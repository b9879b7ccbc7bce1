using Identity.Server.Database.PrivateCluster;

namespace Identity.Server.StoreTests.Database.PrivateCluster;

public sealed class PostgresClusterFaultTests
{
    // For what has nothing to do with durability.
    private static readonly PostgresClusterSettings Fast = new() { Durable = false };

    private const string Started = "SELECT pg_postmaster_start_time()::text";

    [Fact]
    public async Task A_killed_PostgreSQL_comes_back_at_the_same_address_with_its_rows()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = await folder.StartAsync();
        await cluster.WriteAsync(5);

        var before = await cluster.ExecuteAsync(Started);

        await cluster.SignalAsync("KILL");

        Assert.NotEqual(before, await cluster.ChangedAsync(Started, before));
        Assert.Equal(5, await cluster.CountAsync());
    }

    [Fact]
    public async Task A_PostgreSQL_killed_again_and_again_comes_back_each_time()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = await folder.StartAsync();
        await cluster.WriteAsync(1);

        for (var time = 0; time < 3; time++)
        {
            var before = await cluster.ExecuteAsync(Started);
            await cluster.SignalAsync("KILL");
            await cluster.ChangedAsync(Started, before);
        }

        Assert.Equal(1, await cluster.CountAsync());
    }

    [Fact]
    public async Task A_killed_server_takes_PostgreSQL_with_it_and_the_next_one_finds_its_rows()
    {
        using var folder = new TemporaryFolder();
        using var other = OtherProcess.Start(folder.Path);
        await other.ReadyAsync();

        await other.KillAsync();
        await Rows.UntilAsync(() => !File.Exists(Path.Join(folder.Tables, "postmaster.pid")));

        await using var cluster = await folder.StartAsync();
        Assert.Equal(3, await cluster.CountAsync());
    }

    [Fact]
    public async Task A_server_started_while_the_killed_one_s_PostgreSQL_still_stops_finds_its_rows()
    {
        using var folder = new TemporaryFolder();
        using var other = OtherProcess.Start(folder.Path);
        await other.ReadyAsync();

        await other.KillAsync();

        await using var cluster = await folder.StartAsync();
        Assert.Equal(3, await cluster.CountAsync());
    }

    [Fact]
    public async Task A_server_killed_in_the_middle_of_its_first_start_leaves_nothing_in_the_way()
    {
        using var folder = new TemporaryFolder();
        using var other = OtherProcess.Start(folder.Path);
        await Rows.UntilAsync(() => Unfinished(folder).Any(made => File.Exists(Path.Join(made, "PG_VERSION"))));

        await other.KillAsync();

        Assert.False(Directory.Exists(folder.Tables));
        await using var cluster = await folder.StartAsync();
        await cluster.WriteAsync(1);
        Assert.Equal(1, await cluster.CountAsync());
    }

    [Fact]
    public async Task A_half_made_cluster_is_cleared_away()
    {
        using var folder = new TemporaryFolder();
        var half = Directory.CreateDirectory(Path.Join(folder.Path, "postgres", "data.0a1b2c3d.new", "base")).FullName;

        await using var cluster = await folder.StartAsync(Fast);

        Assert.False(Directory.Exists(half));
        Assert.Empty(Unfinished(folder));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2147483647\n")]
    [InlineData("not a number\n")]
    public async Task A_stale_process_id_of_anyone_is_not_in_the_way(string? content)
    {
        using var folder = new TemporaryFolder();
        await (await folder.StartAsync(Fast)).DisposeAsync();

        // Our own process stands for one that has got the id of a dead server since.
        content ??=
            $"{Environment.ProcessId}\n{folder.Tables}\n1700000000\n5432\n{folder.Path}/postgres/run\n\n  1 1\n";
        var file = Path.Join(folder.Tables, "postmaster.pid");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        await using var cluster = await folder.StartAsync(Fast);

        await cluster.WriteAsync(1);
        Assert.Equal(1, await cluster.CountAsync());
    }

    private static IEnumerable<string> Unfinished(TemporaryFolder folder)
    {
        var parent = Path.Join(folder.Path, "postgres");
        return Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, "data.*.new") : [];
    }
}
