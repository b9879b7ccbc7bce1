using System.Collections.Concurrent;
using System.Globalization;
using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Tokens;

/// <summary>Ends access tokens before their time. They are not rows, so this short list is what says that one is over.</summary>
/// <remarks>
/// Every node holds the list in memory and hears of each entry as it is committed. While a node cannot hear, it asks the
/// database instead, and refuses to answer when that is away too: it never vouches for a token it cannot know of.
/// </remarks>
internal sealed class DenyList(NpgsqlDataSource database, Notifications notifications, TimeProvider clock)
{
    public const string Channel = "identity_deny_list";
    public const string Table = "deny_list";

    private const string Add = """
        INSERT INTO deny_list (id, issued_before, expires_at)
        SELECT unnest($1), $2, $3 ON CONFLICT DO NOTHING
        """;

    private const string All = "SELECT id, issued_before, expires_at FROM deny_list WHERE expires_at > $1";

    private const string Ask =
        "SELECT id, issued_before, expires_at FROM deny_list WHERE id = ANY($1) AND expires_at > $2";

    // Each look at the whole list costs as much as the list is long: not at every entry.
    private static readonly TimeSpan Forgetting = TimeSpan.FromSeconds(30);

    private volatile ConcurrentDictionary<Guid, Entry> _entries = new();
    private long _forgetAt;

    /// <summary>Ends what the ids name.</summary>
    /// <param name="ids">From <see cref="DenyKey"/>.</param>
    /// <param name="issuedBefore">Tokens issued at this instant or earlier are over.</param>
    /// <param name="expiresAt">When the last such token has expired by itself, and the entry can go.</param>
    public async Task DenyAsync(Guid[] ids, DateTimeOffset issuedBefore, DateTimeOffset expiresAt, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Add);
        command.Parameters.AddWithValue(ids);
        command.Parameters.AddWithValue(issuedBefore);
        command.Parameters.AddWithValue(expiresAt);
        await command.ExecuteNonQueryAsync(ct);
        foreach (var id in ids)
            Remember(new Entry(id, issuedBefore, expiresAt));
    }

    public async ValueTask<bool> IsDeniedAsync(VerifiedAccessToken token, CancellationToken ct) =>
        await FindAsync(token, ct) is not null;

    /// <returns>What the token is refused by; null where it is not.</returns>
    public async ValueTask<Denial?> FindAsync(VerifiedAccessToken token, CancellationToken ct)
    {
        if (!notifications.IsLive)
            return await AskAsync(token, ct) is [var first, ..] ? first : null;
        var entries = _entries;
        if (entries.IsEmpty)
            return null;
        foreach (var id in token.DenyKeys)
        {
            if (entries.TryGetValue(id, out var entry) && token.IssuedAt <= entry.IssuedBefore)
                return entry.ToDenial(token);
        }

        return null;
    }

    /// <summary>Everything that the token is refused by, as the database has it: what ended all that a person held ended this as well.</summary>
    public async Task<IReadOnlyList<Denial>> ListAsync(VerifiedAccessToken token, CancellationToken ct) =>
        await AskAsync(token, ct);

    public async Task ReloadAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(All);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        var entries = new ConcurrentDictionary<Guid, Entry>();
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            Keep(entries, Read(rows));
        _entries = entries;
    }

    /// <summary>Takes one entry as the trigger of the table tells it: id, issued before and expires at, in Unix milliseconds.</summary>
    public void Hear(string payload)
    {
        if (payload.Split(' ') is not [var id, var issuedBefore, var expiresAt])
            return;
        Remember(new Entry(Guid.Parse(id, CultureInfo.InvariantCulture), ToTime(issuedBefore), ToTime(expiresAt)));
    }

    private void Remember(Entry entry)
    {
        Forget();
        Keep(_entries, entry);
    }

    /// <summary>Forgets what has expired, now and then; the table's own partitions are dropped by <see cref="TokenKeeping"/>.</summary>
    private void Forget()
    {
        var now = clock.GetUtcNow().UtcTicks;
        var due = Interlocked.Read(ref _forgetAt);
        if (now < due || Interlocked.CompareExchange(ref _forgetAt, now + Forgetting.Ticks, due) != due)
            return;
        foreach (var (id, old) in _entries)
        {
            if (old.ExpiresAt.UtcTicks <= now)
                _entries.TryRemove(KeyValuePair.Create(id, old));
        }
    }

    private static void Keep(ConcurrentDictionary<Guid, Entry> entries, Entry entry) =>
        entries.AddOrUpdate(
            entry.Id,
            static (_, added) => added,
            static (_, old, added) => old.IssuedBefore >= added.IssuedBefore ? old : added,
            entry
        );

    private async Task<List<Denial>> AskAsync(VerifiedAccessToken token, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Ask);
        command.Parameters.AddWithValue(token.DenyKeys);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<Denial>();
        while (await rows.ReadAsync(ct))
        {
            if (Read(rows) is var entry && token.IssuedAt <= entry.IssuedBefore)
                found.Add(entry.ToDenial(token));
        }

        return found;
    }

    private static Entry Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2));

    private static DateTimeOffset ToTime(string milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));

    private readonly record struct Entry(Guid Id, DateTimeOffset IssuedBefore, DateTimeOffset ExpiresAt)
    {
        public Denial ToDenial(VerifiedAccessToken token) => new(token.WhatEndsBy(Id), IssuedBefore, ExpiresAt);
    }
}
