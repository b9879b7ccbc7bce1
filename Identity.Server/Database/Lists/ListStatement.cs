using Npgsql;

namespace Identity.Server.Database.Lists;

/// <summary>Puts together the two statements of a list, that of a page and that of the count, from conditions that are known when it is asked for.</summary>
/// <remarks>All text in them is our own: what a caller sends is a parameter, also where it looks like SQL.</remarks>
/// <param name="columns">What is selected of a row.</param>
/// <param name="from">The tables, as after FROM.</param>
internal sealed class ListStatement(string columns, string from, Keyset keyset)
{
    private readonly List<string> _conditions = [];
    private readonly List<object> _values = [];
    private (object? Column, object Key)? _after;

    public ListStatement Where(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    /// <param name="condition">Is given the name of the parameter that holds the value, as `$3`.</param>
    public ListStatement Where(Func<string, string> condition, object value)
    {
        _values.Add(value);
        _conditions.Add(condition($"${_values.Count}"));
        return this;
    }

    /// <summary>The page begins after a row.</summary>
    /// <param name="column">What the row has in the column that is ordered by; null for nothing.</param>
    /// <param name="key">The row's own key.</param>
    public ListStatement After(object? column, object key)
    {
        _after = (column, key);
        return this;
    }

    /// <param name="take">One more than is shown tells whether there is a next page.</param>
    public async Task<Listed<T>> ReadAsync<T>(
        NpgsqlDataSource database,
        int take,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct
    )
    {
        var (conditions, values) = (_conditions.ToList(), _values.ToList());
        if (_after is { } after)
        {
            values.Add(after.Key);
            var key = $"${values.Count}";
            if (after.Column is not null)
                values.Add(after.Column);
            conditions.Add(keyset.After($"${values.Count}", key, isNull: after.Column is null));
        }
        values.Add(take);
        await using var page = Command(
            database,
            $"SELECT {columns} FROM {from} {Where(conditions)} {keyset.OrderBy} LIMIT ${values.Count}",
            values
        );
        var items = new List<T>();
        await using (var rows = await page.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct))
                items.Add(read(rows));
        }

        await using var count = Command(
            database,
            $"SELECT count(*) FROM (SELECT FROM {from} {Where(_conditions)} LIMIT {CappedCount.Limit}) AS counted",
            _values
        );
        return new Listed<T>(items, new CappedCount((long)(await count.ExecuteScalarAsync(ct))!));
    }

    private static string Where(List<string> conditions) =>
        conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";

    private static NpgsqlCommand Command(NpgsqlDataSource database, string statement, IEnumerable<object> values)
    {
        var command = database.CreateCommand(statement);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        return command;
    }
}
