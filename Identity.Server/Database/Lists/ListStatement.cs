using Npgsql;

namespace Identity.Server.Database.Lists;

/// <summary>Puts together the statements of a list, those of a page and that of the count, from conditions that are known when it is asked for.</summary>
/// <remarks>All text in them is our own: what a caller sends is a parameter, also where it looks like SQL.</remarks>
/// <param name="columns">What is selected of a row.</param>
/// <param name="from">The tables, as after FROM.</param>
internal sealed class ListStatement(string columns, string from, Keyset keyset)
{
    // One plan for every text that may be searched for would be a bad one for most: each is planned for what it is.
    private const string PlanEachTime = "SET LOCAL plan_cache_mode = force_custom_plan";

    // How far the order is followed in search of a page before everything that is sought is found and sorted.
    private const int Near = 10_000;

    private readonly List<string> _conditions = [];
    private readonly List<string> _sought = [];
    private readonly List<object> _values = [];
    private KeysetPlace? _place;

    public ListStatement Where(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    /// <param name="condition">Is given the name of the parameter that holds the value, as `$3`.</param>
    public ListStatement Where(Func<string, string> condition, object value) => Where(condition(Parameter(value)));

    /// <summary>
    /// The same for what is sought by an index of its own. Whether many meet it or few, and where in the order, nobody knows
    /// beforehand: the first page is looked for near the beginning, and where it is not, all that is sought is sorted.
    /// </summary>
    /// <remarks>The list is of one table, as `users u`.</remarks>
    public ListStatement Seek(string condition)
    {
        _sought.Add(condition);
        return this;
    }

    /// <summary>The page begins after a row.</summary>
    /// <param name="column">What the row has in the column that is ordered by; null for nothing.</param>
    /// <param name="key">The row's own key.</param>
    public ListStatement After(object? column, object key)
    {
        _place = new KeysetPlace(column, key);
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
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var plan = new NpgsqlCommand(PlanEachTime, connection))
            await plan.ExecuteNonQueryAsync(ct);

        var items = await PageAsync(connection, take, read, ct);
        await using var count = Command(
            connection,
            $"SELECT count(*) FROM (SELECT FROM {from} {Where(_sought, _conditions)} LIMIT {CappedCount.Limit}) AS counted",
            _values
        );
        return new Listed<T>(items, new CappedCount((long)(await count.ExecuteScalarAsync(ct))!));
    }

    private async Task<List<T>> PageAsync<T>(
        NpgsqlConnection connection,
        int take,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct
    )
    {
        var parts = keyset.PartsAfter(_place, known: _values.Count).ToArray();
        var source = from;
        if (_sought.Count > 0 && _place is null)
        {
            if (
                await AddAsync([], NearOnes(parts[0]), new KeysetPart(Condition: null)) is { } page
                && page.Count == take
            )
            {
                return page;
            }
            source = SoughtOnes;
        }

        var items = new List<T>();
        foreach (var part in parts)
        {
            if (items.Count < take)
                await AddAsync(items, source, part);
        }
        return items;

        async Task<List<T>> AddAsync(List<T> to, string some, KeysetPart part)
        {
            await using var command = Page(connection, some, part, take - to.Count);
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
                to.Add(read(rows));
            return to;
        }
    }

    private string Alias => from[(from.LastIndexOf(' ') + 1)..];

    private string NearOnes(KeysetPart part) =>
        $"(SELECT * FROM {from} {Where(part.Conditions)} {keyset.OrderBy} LIMIT {Near}) {Alias}";

    // What stands within is not followed in the order of what stands around it.
    private string SoughtOnes => $"(SELECT * FROM {from} {Where(_sought)} OFFSET 0) {Alias}";

    /// <returns>The name of a parameter with this value, for a condition.</returns>
    public string Parameter(object value)
    {
        _values.Add(value);
        return $"${_values.Count}";
    }

    private NpgsqlCommand Page(NpgsqlConnection connection, string some, KeysetPart part, int take)
    {
        object[] values = [.. _values, .. part.Values, take];
        var where = Where(_sought, _conditions, part.Conditions);
        return Command(
            connection,
            $"SELECT {columns} FROM {some} {where} {keyset.OrderBy} LIMIT ${values.Length}",
            values
        );
    }

    private static string Where(params IEnumerable<IEnumerable<string>> conditions) =>
        string.Join(" AND ", conditions.SelectMany(some => some)) is { Length: > 0 } all ? $"WHERE {all}" : "";

    private static NpgsqlCommand Command(NpgsqlConnection connection, string statement, IEnumerable<object> values)
    {
        var command = new NpgsqlCommand(statement, connection);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        return command;
    }
}
