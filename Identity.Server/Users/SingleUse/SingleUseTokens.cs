using Identity.Server.Database;
using Identity.Server.Database.Sealing;
using Identity.Server.Mail;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Users.SingleUse;

/// <summary>Whom a token is for, and what it is about.</summary>
internal sealed record SingleUseGrant(Guid UserId, string? About);

/// <summary>Links that are good once, for one purpose and for a while: most are issued when the letter is written that brings them.</summary>
internal sealed class SingleUseTokens(NpgsqlDataSource database, MasterKey master, TimeProvider clock)
{
    /// <summary>
    /// The statement that uses a token up, as the first part of one that does what the token is good for:
    /// $1 hash, $2 purpose, $3 now. Of any number of parallel uses, one finds the row unused.
    /// </summary>
    public const string Use = """
        WITH used AS (
          UPDATE single_use_tokens SET used_at = $3
           WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
          RETURNING user_id, about)
        """;

    // A person has one row of a kind, so that the newest is the only one. A letter that is sent again finds its own row:
    // used, it stays used; and an older letter that comes late replaces nothing. The person's row is locked first: of two
    // that write one letter at once, the second would run into the unique hash before it saw the row to be replaced.
    private const string Issue = """
        INSERT INTO single_use_tokens AS t (user_id, purpose, hash, about, issued_at, expires_at)
        SELECT id, $2, $3, $4, $5, $6 FROM users WHERE id = $1 FOR NO KEY UPDATE
        ON CONFLICT (user_id, purpose) DO UPDATE
           SET hash = excluded.hash, about = excluded.about, issued_at = excluded.issued_at,
               expires_at = excluded.expires_at, used_at = NULL
         WHERE (t.hash <> excluded.hash AND t.issued_at <= excluded.issued_at)
            OR (t.hash = excluded.hash AND t.used_at IS NULL)
        """;

    private const string Look = """
        SELECT user_id, about FROM single_use_tokens
         WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
        """;

    private const string SpendAll = "UPDATE single_use_tokens SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL";

    // Only once no letter can come late any more: until then the row is what keeps a used link used.
    private const string Purge = """
        DELETE FROM single_use_tokens WHERE (user_id, purpose) IN
          (SELECT user_id, purpose FROM single_use_tokens WHERE expires_at < $1 LIMIT $2)
        """;

    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(4);

    private readonly byte[] _key = master.Derive("single-use tokens");

    /// <param name="purpose">What it is to be good for.</param>
    /// <param name="userId">For whom.</param>
    /// <param name="letter">The letter that carries it.</param>
    /// <param name="about">What it is about beside the person.</param>
    /// <returns>
    /// The text for the letter; null where a newer letter has replaced this one, its link was used, or the account is gone.
    /// </returns>
    public async Task<string?> IssueAsync(
        SingleUsePurpose purpose,
        Guid userId,
        QueuedLetter letter,
        string? about,
        CancellationToken ct
    )
    {
        var token = SingleUseToken.For(purpose, letter.Id, _key);
        return await IssueAsync(purpose, userId, token, about, letter.CreatedAt, ct) ? token.Reveal() : null;
    }

    /// <summary>Issues one that no letter carries: for whoever has shown at this moment that they may have it.</summary>
    /// <returns>Null where the account is gone.</returns>
    public async Task<string?> IssueAsync(SingleUsePurpose purpose, Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var token = SingleUseToken.For(purpose, Guid.CreateVersion7(now), _key);
        return await IssueAsync(purpose, userId, token, about: null, now, ct) ? token.Reveal() : null;
    }

    /// <summary>Looks without using: a page may be opened, also by a mail scanner, before anything is done with it.</summary>
    public async Task<SingleUseGrant?> FindAsync(SingleUsePurpose purpose, string text, CancellationToken ct)
    {
        if (SingleUseToken.Read(purpose, text) is not { } token)
            return null;
        await using var command = database.CreateCommand(Look);
        Bind(command, purpose, token);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new SingleUseGrant(row.GetGuid(0), row.TextOrNull(1)) : null;
    }

    /// <summary>Sets the first three parameters of a statement that begins with <see cref="Use"/>.</summary>
    public void Bind(NpgsqlCommand command, SingleUsePurpose purpose, SingleUseToken token)
    {
        command.Parameters.AddWithValue(token.Hash);
        command.Parameters.AddWithValue(purpose.Name);
        command.Parameters.AddWithValue(clock.GetUtcNow());
    }

    /// <summary>
    /// Makes every link of a person worthless, within the transaction that the connection is in: the letters that brought
    /// them went to an address that is theirs no more.
    /// </summary>
    public async Task SpendAllAsync(NpgsqlConnection connection, Guid userId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SpendAll, connection);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Deletes what has long expired.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) =>
        BatchedDelete.RunAsync(database, Purge, clock.GetUtcNow() - KeptAfterExpiry, ct);

    private async Task<bool> IssueAsync(
        SingleUsePurpose purpose,
        Guid userId,
        SingleUseToken token,
        string? about,
        DateTimeOffset askedAt,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Issue);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(purpose.Name);
        command.Parameters.AddWithValue(token.Hash);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)about ?? DBNull.Value);
        command.Parameters.AddWithValue(askedAt);
        command.Parameters.AddWithValue(clock.GetUtcNow() + purpose.Lifetime);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }
}
