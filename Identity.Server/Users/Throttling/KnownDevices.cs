using Identity.Server.Database;
using Identity.Server.Mail;
using Npgsql;

namespace Identity.Server.Users.Throttling;

/// <summary>A browser that has just been signed in with.</summary>
/// <param name="Handle">What its cookie is to hold.</param>
/// <param name="IsNew">Whether this person had not signed in with it before.</param>
internal sealed record KnownDevice(DeviceHandle Handle, bool IsNew);

/// <summary>Remembers in which browsers a person has signed in, and tells the person of a new one.</summary>
internal sealed class KnownDevices(NpgsqlDataSource database, Outbox outbox, TimeProvider clock)
{
    /// <summary>How long a browser is remembered that is not signed in with: what a cookie of it may last.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    // Of an account that ended meanwhile nothing is remembered.
    private const string Remember = """
        INSERT INTO known_devices AS d (user_id, hash, created_at, last_seen_at)
        SELECT id, $2, $3, $3 FROM users WHERE id = $1
        ON CONFLICT (user_id, hash) DO UPDATE SET last_seen_at = $3
        RETURNING xmax = 0,
                  EXISTS (SELECT FROM known_devices other WHERE other.user_id = $1 AND other.hash <> $2)
        """;

    private const string IsKnown = """
        SELECT EXISTS (SELECT FROM known_devices d JOIN users u ON u.id = d.user_id
                        WHERE u.canonical_email = $1 AND d.hash = $2 AND d.last_seen_at > $3)
        """;

    private const string Purge = """
        DELETE FROM known_devices WHERE (user_id, hash) IN
          (SELECT user_id, hash FROM known_devices WHERE last_seen_at < $1 LIMIT $2)
        """;

    /// <summary>
    /// After a person has shown who they are. Where the browser is new to an account that has others, its owner gets a
    /// letter, in the same transaction.
    /// </summary>
    /// <param name="person">Who.</param>
    /// <param name="handle">What the browser's cookie holds; null where it has none.</param>
    /// <param name="description">What the letter calls the browser.</param>
    public async Task<KnownDevice> RememberAsync(
        Person person,
        string? handle,
        string description,
        CancellationToken ct
    )
    {
        // A browser that several people use is known to each of them by the one handle that it has.
        var device = handle is null ? DeviceHandle.Create() : DeviceHandle.Read(handle) ?? DeviceHandle.Create();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (isNew, hasOthers) = await StoreAsync(connection, person.Id, device, ct);
        if (isNew && hasOthers)
        {
            var about = NewSignInWriter.About(description, clock.GetUtcNow());
            await outbox.AddAsync(connection, NewSignInWriter.Name, person.Email, about, ct);
        }
        await transaction.CommitAsync(ct);
        return new KnownDevice(device, isNew);
    }

    /// <summary>Whether the owner of this address has signed in with this browser before.</summary>
    public async Task<bool> IsKnownAsync(string canonicalEmail, DeviceHandle device, CancellationToken ct)
    {
        await using var command = database.CreateCommand(IsKnown);
        command.Parameters.AddWithValue(canonicalEmail);
        command.Parameters.AddWithValue(device.Hash);
        command.Parameters.AddWithValue(clock.GetUtcNow() - Kept);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Deletes browsers that were not signed in with for long.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) =>
        BatchedDelete.RunAsync(database, Purge, clock.GetUtcNow() - Kept, ct);

    private async Task<(bool IsNew, bool HasOthers)> StoreAsync(
        NpgsqlConnection connection,
        Guid userId,
        DeviceHandle device,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Remember, connection);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(device.Hash);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetBoolean(0), row.GetBoolean(1)) : (false, false);
    }
}
