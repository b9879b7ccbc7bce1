namespace Identity.Server.Database;

/// <summary>A room's tables that are partitioned by day: it knows which days it needs.</summary>
internal interface IDailyTables
{
    /// <summary>Makes the partitions of the days to come, and drops those of days that nobody needs any more.</summary>
    Task<PartitionsKept> KeepPartitionsAsync(CancellationToken ct);
}

/// <summary>The tables of all rooms that are partitioned by day.</summary>
internal sealed class DailyTables(IEnumerable<IDailyTables> rooms)
{
    public async Task<PartitionsKept> KeepAsync(CancellationToken ct)
    {
        var all = new PartitionsKept(Created: 0, Dropped: 0);
        foreach (var room in rooms)
        {
            var kept = await room.KeepPartitionsAsync(ct);
            all = new PartitionsKept(all.Created + kept.Created, all.Dropped + kept.Dropped);
        }
        return all;
    }
}

/// <summary>Has a room's tables kept with all others.</summary>
internal static class DailyTablesSetup
{
    public static IServiceCollection AddDailyTables<TTables>(this IServiceCollection services)
        where TTables : class, IDailyTables =>
        services.AddSingleton<TTables>().AddSingleton<IDailyTables>(provider => provider.GetRequiredService<TTables>());
}
