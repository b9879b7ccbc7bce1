namespace Identity.Admin.Management.Wire;

/// <summary>Reads a list to its end, where all of it is needed to choose from.</summary>
public static class AllPages
{
    private const int Most = 50;

    public static async Task<Answer<IReadOnlyList<T>>> ReadAsync<T>(
        Func<ListQuery, CancellationToken, Task<Answer<Listing<T>>>> list,
        CancellationToken ct = default
    )
    {
        List<T> all = [];
        var query = ListQuery.All with { Limit = ListQuery.MostAtOnce };
        for (var page = 0; page < Most; page++)
        {
            var answer = await list(query, ct);
            if (answer.Failed(out var found))
                return new(answer.Problem!);
            all.AddRange(found.Items);
            if (found.Next is null)
                break;
            query = query with { Cursor = found.Next };
        }
        return new(all);
    }
}
