using System.Security.Cryptography;
using System.Text;
using Identity.Server.Database.Sealing;
using Npgsql;

namespace Identity.Server.Database.Repeats;

/// <summary>What a request was answered that may come again.</summary>
/// <param name="Answer">It may hold a secret that is told once: at rest it is sealed.</param>
internal sealed record RepeatedAnswer(int Status, string? Location, byte[] Answer)
{
    public override string ToString() => $"an answer {Status}";
}

/// <summary>What is known of a request under its key.</summary>
internal abstract record Repeat
{
    /// <summary>It is the first: do it, and say what came of it by <see cref="RequestRepeats.AnswerAsync"/> or <see cref="RequestRepeats.ForgetAsync"/>.</summary>
    public sealed record First(byte[] Key) : Repeat;

    public sealed record Answered(RepeatedAnswer Answer) : Repeat;

    /// <summary>Another is being worked on at this moment.</summary>
    public sealed record InProgress : Repeat;

    /// <summary>The key was used for a request with another body.</summary>
    public sealed record OtherBody : Repeat;
}

/// <summary>Knows requests again that are sent twice, so that what they create is created once.</summary>
internal sealed class RequestRepeats(NpgsqlDataSource database, MasterKey master, TimeProvider clock)
{
    // A body may hold a password: without the key, nobody can try out which.
    private readonly byte[] _bodies = master.Derive("bodies of repeats");

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    // Whoever has not answered by then will not: the process has ended.
    private static readonly TimeSpan Working = TimeSpan.FromMinutes(2);

    // Of several that come at once, the row is made, or taken over, by one.
    private const string Claim = """
        INSERT INTO repeats (key, body_hash, created_at, expires_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (key) DO UPDATE
           SET body_hash = $2, created_at = $3, expires_at = $4, status = NULL, location = NULL, answer = NULL
         WHERE repeats.expires_at <= $3
            OR (repeats.status IS NULL AND repeats.body_hash = $2 AND repeats.created_at <= $5)
        RETURNING true
        """;

    private const string Find = "SELECT body_hash, status, location, answer FROM repeats WHERE key = $1";

    private const string Answer = "UPDATE repeats SET status = $2, location = $3, answer = $4 WHERE key = $1";

    private const string Forget = "DELETE FROM repeats WHERE key = $1 AND status IS NULL";

    private const string Purge = "DELETE FROM repeats WHERE expires_at <= $1";

    /// <param name="caller">Who asks; the key is theirs alone.</param>
    /// <param name="route">What they ask for.</param>
    /// <param name="name">The key as they sent it.</param>
    public async Task<Repeat> ClaimAsync(
        string caller,
        string route,
        string name,
        ReadOnlyMemory<byte> body,
        CancellationToken ct
    )
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\n{route}\n{name}"));
        var bodyHash = HMACSHA256.HashData(_bodies, body.Span);
        var now = clock.GetUtcNow();
        await using var claim = database.CreateCommand(Claim);
        claim.Parameters.AddWithValue(key);
        claim.Parameters.AddWithValue(bodyHash);
        claim.Parameters.AddWithValue(now);
        claim.Parameters.AddWithValue(now + Kept);
        claim.Parameters.AddWithValue(now - Working);
        return await claim.ExecuteScalarAsync(ct) is not null
            ? new Repeat.First(key)
            : await FindAsync(key, bodyHash, ct);
    }

    /// <summary>Keeps the answer for those who ask again.</summary>
    public async Task AnswerAsync(Repeat.First first, RepeatedAnswer answer, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Answer);
        command.Parameters.AddWithValue(first.Key);
        command.Parameters.AddWithValue(answer.Status);
        command.Parameters.AddOptional(answer.Location);
        command.Parameters.AddWithValue(master.Seal(answer.Answer, NameOf(first.Key)));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Nothing came of it: it may be asked again under the same key.</summary>
    public async Task ForgetAsync(Repeat.First first, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Forget);
        command.Parameters.AddWithValue(first.Key);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<int> PurgeAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Purge);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<Repeat> FindAsync(byte[] key, byte[] bodyHash, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddWithValue(key);
        await using var row = await command.ExecuteReaderAsync(ct);
        // Somebody may have forgotten it since.
        if (!await row.ReadAsync(ct))
            return new Repeat.InProgress();
        if (!row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(bodyHash))
            return new Repeat.OtherBody();
        if (row.IsDBNull(1))
            return new Repeat.InProgress();
        var answer = master.Unseal(row.GetFieldValue<byte[]>(3), NameOf(key));
        return new Repeat.Answered(new RepeatedAnswer(row.GetInt32(1), row.TextOrNull(2), answer));
    }

    private static string NameOf(byte[] key) => $"answer {Convert.ToHexStringLower(key)}";
}
