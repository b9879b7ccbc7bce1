using Identity.Tests;

namespace Identity.Server.StoreTests.Tokens;

/// <summary>However often tokens rotate, the table does not grow: each rotation stays within its page.</summary>
public sealed class RefreshHeapTests
{
    private const int Families = 50;
    private const int Rotations = 100;

    // Until each page has had to make room for the first time.
    private const int WarmUp = 20;

    [Fact]
    public async Task Five_thousand_rotations_of_fifty_families_leave_the_table_as_it_was()
    {
        // A cluster of its own: a transaction of another test, in whatever database, holds back what may be reclaimed here.
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await TestCluster.StartAsync(durable: false, ct);
        await cluster.ManageAsync("CREATE DATABASE heap", ct);
        var database = cluster.ConnectionString("heap");
        await TestSchema.Migrate(database);
        await Sql.ExecuteAsync(database, "ALTER TABLE refresh_families SET (autovacuum_enabled = false)");
        var tokens = new string[Families];
        long before;
        await using (var node = await Nodes.StartAsync(database))
        {
            var grants = await Grants.CreateAsync(node);
            for (var family = 0; family < Families; family++)
                tokens[family] = (await grants.StartAsync()).RefreshToken;
            await RotateAsync(grants, tokens, WarmUp);
            before = await SizeAsync(database);

            await RotateAsync(grants, tokens, Rotations);
        }

        // The node's connections are closed, and with that their counts are told.
        var after = await SizeAsync(database);
        var updates = await StatisticAsync(database, "n_tup_upd");
        var within = await StatisticAsync(database, "n_tup_hot_upd");
        TestContext.Current.SendDiagnosticMessage($"{before} bytes, then {after}; {within} of {updates} updates HOT");

        Assert.Equal(Families * (WarmUp + Rotations), updates);
        Assert.True(within >= updates * 0.99, $"{within} of {updates} updates stayed within their page.");
        Assert.True(after <= before + (4 * 8192), $"{before} bytes became {after}.");
    }

    // One after another: a version that another transaction may still see is not reclaimed, and that would be measured instead.
    private static async Task RotateAsync(Grants grants, string[] tokens, int rotations)
    {
        for (var rotation = 0; rotation < rotations; rotation++)
        {
            for (var family = 0; family < Families; family++)
                tokens[family] = await grants.NextAsync(tokens[family]);
        }
    }

    private static Task<long> SizeAsync(string database) =>
        Sql.AskAsync<long>(database, "SELECT pg_relation_size('refresh_families')");

    private static Task<long> StatisticAsync(string database, string column) =>
        Sql.AskAsync<long>(database, $"SELECT {column} FROM pg_stat_user_tables WHERE relname = 'refresh_families'");
}
