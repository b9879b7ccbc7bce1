using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Mail;

/// <summary>Takes letters in, within the transaction of their cause: what was committed will be sent, and nothing else.</summary>
/// <remarks>
/// A letter in the outbox says whom it is for and what it is about. What it says, and any link that it carries, is made
/// when it is sent: so the table holds no secret, and asking for a letter costs the same whether or not anybody gets it.
/// </remarks>
internal sealed class Outbox(NpgsqlDataSource database, TimeProvider clock)
{
    public const string Table = "letters";
    public const string Channel = "identity_letters";

    private const string Insert = """
        INSERT INTO letters (id, created_at, kind, recipient, about, next_attempt_at) VALUES ($1, $2, $3, $4, $5, $2)
        """;

    /// <summary>Adds a letter that has no cause in the database beside itself.</summary>
    /// <param name="kind">Which letter, as its <see cref="ILetterWriter"/> is called.</param>
    /// <param name="recipient">The address that somebody gave.</param>
    /// <param name="about">What the writer needs to know beside it; never a secret.</param>
    public async Task AddAsync(
        string kind,
        string recipient,
        IReadOnlyDictionary<string, string> about,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await AddAsync(connection, kind, recipient, about, ct);
    }

    /// <summary>Adds a letter within the transaction that the connection is in.</summary>
    public async Task AddAsync(
        NpgsqlConnection connection,
        string kind,
        string recipient,
        IReadOnlyDictionary<string, string> about,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var command = new NpgsqlCommand(Insert, connection);
        command.Parameters.AddWithValue(Guid.CreateVersion7(now));
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(kind);
        command.Parameters.AddWithValue(recipient);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, JsonSerializer.Serialize(about));
        await command.ExecuteNonQueryAsync(ct);
    }
}
