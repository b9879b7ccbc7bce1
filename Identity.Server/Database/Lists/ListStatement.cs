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
    private string? _after;
    private readonly List<object> _place = [];

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

    /// <summary>The page begins after a row. To be said after all conditions.</summary>
    /// <param name="column">What the row has in the column that is ordered by; null for nothing.</param>
    /// <param name="key">The row's own key.</param>
    public ListStatement After(object? column, object key)
    {
        _place.Add(key);
        if (column is not null)
            _place.Add(column);
        var first = _values.Count + 1;
        _after = keyset.After($"${first + 1}", $"${first}", isNull: column is null);
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
        string[] conditions = _after is null ? [.. _conditions] : [.. _conditions, _after];
        await using var page = Command(
            database,
            $"SELECT {columns} FROM {from} {Where(conditions)} {keyset.OrderBy} LIMIT ${_values.Count + _place.Count + 1}",
            [.. _values, .. _place, take]
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

    private static string Where(IReadOnlyCollection<string> conditions) =>
        conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";

    private static NpgsqlCommand Command(NpgsqlDataSource database, string statement, IEnumerable<object> values)
    {
        var command = database.CreateCommand(statement);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        return command;
    }
}
