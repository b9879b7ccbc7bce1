using Identity.Tests;

namespace Identity.Server.StoreTests.Tokens;

/// <summary>However often tokens rotate, the table does not grow: each rotation stays within its page.</summary>
public sealed class RefreshHeapTests(TestDatabases databases)
{
    private const int Families = 50;
    private const int Rotations = 100;

    // Until each page has had to make room for the first time.
    private const int WarmUp = 20;

    // Versions that somebody may still see are not reclaimed: what is measured is the table, not how many look at it.
    private const int AtOnce = 8;

    [Fact]
    public async Task Five_thousand_rotations_of_fifty_families_leave_the_table_as_it_was()
    {
        await using var database = await databases.CreateAsync(TestContext.Current.CancellationToken);
        await Sql.ExecuteAsync(
            database.ConnectionString,
            "ALTER TABLE refresh_families SET (autovacuum_enabled = false)"
        );
        var tokens = new string[Families];
        long before;
        await using (var node = await Nodes.StartAsync(database.ConnectionString))
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

    private static Task RotateAsync(Grants grants, string[] tokens, int rotations) =>
        Task.WhenAll(
            Enumerable
                .Range(0, AtOnce)
                .Select(async first =>
                {
                    for (var rotation = 0; rotation < rotations; rotation++)
                    {
                        for (var family = first; family < Families; family += AtOnce)
                            tokens[family] = await grants.NextAsync(tokens[family]);
                    }
                })
        );

    private static Task<long> SizeAsync(TestDatabase database) =>
        Sql.AskAsync<long>(database.ConnectionString, "SELECT pg_relation_size('refresh_families')");

    private static Task<long> StatisticAsync(TestDatabase database, string column) =>
        Sql.AskAsync<long>(
            database.ConnectionString,
            $"SELECT {column} FROM pg_stat_user_tables WHERE relname = 'refresh_families'"
        );
}
