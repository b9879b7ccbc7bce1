using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace Ceilings;

/// <summary>One durable row in PostgreSQL: an id, a hash and a time, as small as a redeemed token could be.</summary>
internal sealed class InsertWork : IAsyncDisposable
{
    private const string CreateTable = """
        CREATE TABLE IF NOT EXISTS ceiling_row (
            id uuid PRIMARY KEY,
            hash bytea NOT NULL,
            made_at timestamptz NOT NULL DEFAULT now()
        )
        """;
    private const string InsertRow = "INSERT INTO ceiling_row (id, hash) VALUES ($1, $2)";
    private readonly byte[] _hash = RandomNumberGenerator.GetBytes(32);
    private readonly NpgsqlDataSource _database;

    private InsertWork(NpgsqlDataSource database) => _database = database;

    public static async Task<InsertWork> OpenAsync(string? connectionString, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 4,
            AutoPrepareMinUsages = 1,
        };
        var database = NpgsqlDataSource.Create(settings);
        await using var create = database.CreateCommand(CreateTable);
        await create.ExecuteNonQueryAsync(ct);
        return new InsertWork(database);
    }

    public async Task InsertAsync(CancellationToken ct)
    {
        await using var insert = _database.CreateCommand(InsertRow);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = _hash, NpgsqlDbType = NpgsqlDbType.Bytea });
        await insert.ExecuteNonQueryAsync(ct);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
