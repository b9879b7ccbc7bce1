using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Identity.Server.Users.Import.Sources;

/// <summary>A table of another PostgreSQL database, read as it was at one moment, row by row as the rows arrive.</summary>
internal sealed class PostgresSource(NpgsqlConnectionStringBuilder address, string table) : IImportSource
{
    // Of a table that is not there, or not ours to see, there are no columns.
    private const string FindColumns = """
        SELECT attname FROM pg_attribute
         WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
        """;

    private const string Settle = "SET TRANSACTION READ ONLY; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'";

    private readonly NpgsqlConnection _connection = new(
        new NpgsqlConnectionStringBuilder(address.ConnectionString)
        {
            ApplicationName = "identity import",
            Pooling = false,
            CommandTimeout = 0,
        }.ConnectionString
    );
    private NpgsqlTransaction? _transaction;
    private List<string> _columns = [];

    private string QuotedTable => string.Join('.', table.Split('.', 2).Select(Quote));

    public async Task<IReadOnlyList<string>?> ReadColumnsAsync(CancellationToken ct)
    {
        if (_transaction is null)
        {
            await _connection.OpenAsync(ct);
            _transaction = await _connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            await using var settle = new NpgsqlCommand(Settle, _connection);
            await settle.ExecuteNonQueryAsync(ct);
            _columns = await FindColumnsAsync(ct);
        }
        return _columns.Count > 0
            ? _columns
            : throw new InvalidOperationException($"The source has no table {QuotedTable}.");
    }

    public async IAsyncEnumerable<SourceRow> ReadAsync(
        IReadOnlyCollection<string> columns,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await ReadColumnsAsync(ct);
        string[] read =
        [
            .. columns.SelectMany(name => _columns.Where(own => own.Equals(name, StringComparison.OrdinalIgnoreCase))),
        ];
        if (read.Length == 0)
            throw new InvalidOperationException($"{QuotedTable} has none of the columns that are asked for.");

        // In the order of the first that is asked for, the id where there is one: the same rows win in every run.
        var list = string.Join(", ", read.Select(column => $"{Quote(column)}::text"));
        await using var command = new NpgsqlCommand(
            $"SELECT {list} FROM {QuotedTable} ORDER BY {Quote(read[0])}",
            _connection
        );
        await using var rows = await command.ExecuteReaderAsync(ct);
        for (var number = 1L; await rows.ReadAsync(ct); number++)
        {
            var values = new Dictionary<string, string?>(read.Length, StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < read.Length; i++)
                values[read[i]] = rows.IsDBNull(i) ? null : rows.GetString(i);
            yield return new SourceRow(number, values);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<List<string>> FindColumnsAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(FindColumns, _connection);
        command.Parameters.AddWithValue(QuotedTable);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var columns = new List<string>();
        while (await rows.ReadAsync(ct))
            columns.Add(rows.GetString(0));
        return columns;
    }

    private static string Quote(string identifier) =>
        $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
