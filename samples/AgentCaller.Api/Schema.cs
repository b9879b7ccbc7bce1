using Npgsql;

namespace AgentCaller.Api;

/// <summary>The tables of this API. Accounts are not among them: the identity server has them.</summary>
internal static class Schema
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS clients (
          id serial PRIMARY KEY,
          name varchar(255) NOT NULL,
          phone varchar(50) NOT NULL);
        CREATE INDEX IF NOT EXISTS ix_clients_name ON clients (name);
        CREATE INDEX IF NOT EXISTS ix_clients_phone ON clients (phone);

        CREATE TABLE IF NOT EXISTS appointments (
          id serial PRIMARY KEY,
          client_id integer NOT NULL REFERENCES clients ON DELETE CASCADE,
          starts_at timestamptz NOT NULL,
          ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
          notes text);
        CREATE INDEX IF NOT EXISTS ix_appointments_client_id ON appointments (client_id);
        """;

    public static async Task EnsureAsync(NpgsqlDataSource database)
    {
        // Two instances may start at once, and IF NOT EXISTS alone does not keep them apart.
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var tables = new NpgsqlCommand(
            $"SELECT pg_advisory_xact_lock(hashtext('agentcaller'));{Tables}",
            connection
        );
        await tables.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
