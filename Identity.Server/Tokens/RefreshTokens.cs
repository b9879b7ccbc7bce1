using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Database;
using Identity.Server.Database.Sealing;
using Identity.Server.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Tokens;

/// <summary>The refresh tokens we have given out; each is good once, and theft shows.</summary>
/// <remarks>RFC 6749 §6; rotation and reuse detection, RFC 9700 §4.14.2.</remarks>
internal sealed class RefreshTokens(NpgsqlDataSource database, MasterKey master, RefreshTimes times, ReuseAlarm alarm)
{
    private const string Plant = """
        INSERT INTO refresh_families (id, lookup, current_hash, client_id, subject, scopes,
                                      auth_time, created_at, rotated_at, idle_until, expires_at, purge_on, audience, epoch,
                                      context)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8, $9, $10, $11, $12, $13::jsonb - 'nonce')
        """;

    // Which family a token may be used in at all: $1 its lookup, $4 the client, $5 the scopes asked for, $6 now, $8 and $9 the
    // aim. Whoever only foresees what would come of it asks the same.
    private const string IsGood = """
        f.lookup = $1 AND f.client_id = $4 AND f.scopes @> $5 AND ($8 IS NULL OR f.scopes && $8)
             AND ($9 IS NULL OR f.audience IS NULL OR f.audience = ANY($9))
             AND f.revoked_at IS NULL AND f.expires_at > $6 AND f.idle_until > $6
             AND u.id = f.subject AND u.suspended_at IS NULL AND u.epoch = f.epoch
        """;

    // Which of the family's tokens may: $2 the token's hash, $3 its successor's, $7 how far back a repeat is forgiven.
    private const string IsUsable =
        "f.current_hash = $2 OR (f.previous_hash = $2 AND f.current_hash = $3 AND f.rotated_at > $7 AND $7 < $6)";

    private const string Columns = $"f.scopes, f.audience, f.auth_time, f.context, {Subject.Columns}";

    // One statement decides. The present token is claimed and its successor planted; the one before, within the grace,
    // is answered with the same successor; any older one ends the family, and with it the family's access tokens.
    // A concurrent request waits for the row and is judged by what it finds then. It may have looked at the clock before
    // the one it waited for: without a grace ($7 = $6) that must not pass for one. What reaches the database after its time ($13)
    // does nothing: whoever sent it has been told to try again, may have done so, and is no thief.
    private const string Rotate = $"""
        WITH family AS (
          UPDATE refresh_families f
             SET previous_hash = CASE WHEN f.current_hash = $2 THEN $2 ELSE f.previous_hash END,
                 current_hash  = CASE WHEN f.current_hash = $2 THEN $3 ELSE f.current_hash END,
                 rotated_at    = CASE WHEN f.current_hash = $2 THEN $6 ELSE f.rotated_at END,
                 idle_until    = CASE WHEN f.current_hash = $2 THEN LEAST($10, f.expires_at) ELSE f.idle_until END,
                 purge_on      = CASE WHEN f.current_hash = $2 THEN $11 ELSE f.purge_on END,
                 revoked_at    = CASE WHEN {IsUsable} THEN NULL ELSE $6 END
            FROM users u
           WHERE {IsGood} AND ($13 IS NULL OR clock_timestamp() < $13)
          RETURNING f.id, f.revoked_at, {Columns}),
        ended AS (
          INSERT INTO deny_list (id, issued_before, expires_at)
          SELECT id, $12, $12 FROM family WHERE revoked_at IS NOT NULL ON CONFLICT DO NOTHING)
        SELECT * FROM family
        """;

    private const string Foresee = $"""
        SELECT f.id, CASE WHEN {IsUsable} THEN NULL ELSE $6 END, {Columns} FROM refresh_families f, users u WHERE {IsGood}
        """;

    private const string WhyNot = """
        SELECT f.client_id, f.revoked_at IS NOT NULL OR f.epoch <> u.epoch, f.expires_at <= $2 OR f.idle_until <= $2, u.suspended_at IS NOT NULL, f.scopes,
               coalesce(clock_timestamp() >= $3, false)
          FROM refresh_families f JOIN users u ON u.id = f.subject WHERE f.lookup = $1
        """;

    private static readonly Rotation.Refused NotOurs = new("not a refresh token of ours");

    private readonly byte[] _successorKey = master.Derive("refresh token successors");

    /// <summary>Begins a family: the first refresh token of a sign-in.</summary>
    /// <param name="epoch">The account's, as it was when the person was recognised: a new password meanwhile ends what begins here.</param>
    /// <param name="context">What later ID tokens say of the sign-in; null where they say no more than when it was.</param>
    public async Task<RefreshFamily> StartAsync(
        Client client,
        Guid subject,
        int epoch,
        ScopeSet scopes,
        Api? api,
        SignInContext? context,
        CancellationToken ct
    )
    {
        var handle = RefreshHandle.Create();
        var (now, lifetimes) = (times.Now, times.Lifetimes);
        var id = Guid.CreateVersion7(now);
        var expiresAt = now + lifetimes.RefreshToken(client);
        var idleUntil = Earlier(now + lifetimes.RefreshTokenIdle(client), expiresAt);

        await using var command = database.CreateCommand(Plant);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(handle.Lookup);
        command.Parameters.AddWithValue(handle.Hash);
        command.Parameters.AddWithValue(client.ClientId);
        command.Parameters.AddWithValue(subject);
        command.Parameters.AddWithValue(scopes.Names);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(idleUntil);
        command.Parameters.AddWithValue(expiresAt);
        command.Parameters.AddWithValue(DayAfter(idleUntil));
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)api?.Audience ?? DBNull.Value);
        command.Parameters.AddWithValue(epoch);
        command.Parameters.AddWithValue(
            NpgsqlDbType.Jsonb,
            context is null ? DBNull.Value : SignInContextJson.Write(context)
        );
        await command.ExecuteNonQueryAsync(ct);
        return new RefreshFamily(id, handle.Reveal());
    }

    /// <summary>Trades a refresh token for its successor.</summary>
    /// <param name="presented">What the client sent.</param>
    /// <param name="client">Who sent it: a token is its own client's alone.</param>
    /// <param name="narrowed">The scopes asked for now; null for all that were granted.</param>
    /// <param name="aim">Where the access token is to go: what cannot be aimed is refused before it costs the token.</param>
    public async Task<Rotation> RotateAsync(
        string presented,
        Client client,
        ScopeSet? narrowed,
        RotationAim aim,
        CancellationToken ct
    )
    {
        if (RefreshHandle.Read(presented) is not { } handle)
            return NotOurs;

        var rotation = await times.WatchAsync(begun => RotateAsync(handle, client, narrowed, aim, begun, ct), ct);
        if (rotation is Rotation.Refused { Reused: { } family, Reason: var reuse })
            alarm.Raise(AuditKind.RefreshTokenReuse, family, reuse);
        return rotation;
    }

    private async Task<Rotation> RotateAsync(
        RefreshHandle handle,
        Client client,
        ScopeSet? narrowed,
        RotationAim aim,
        RotationMoment moment,
        CancellationToken ct
    )
    {
        var successor = handle.Successor(_successorKey);
        var now = moment.Now;
        var idleUntil = now + times.Lifetimes.RefreshTokenIdle(client);
        await using var command = CommandFor(Rotate, (handle, successor), client, narrowed, aim, moment);
        command.Parameters.AddWithValue(idleUntil);
        command.Parameters.AddWithValue(DayAfter(idleUntil));
        command.Parameters.AddWithValue(now + times.Lifetimes.LongestAccessToken);
        command.Parameters.AddOptional(moment.Deadline);
        return await ReadAsync(command, successor.Reveal(), ct)
            ?? await WhyNotAsync(handle.Lookup, client, narrowed, moment, ct);
    }

    /// <summary>Says what <see cref="RotateAsync(string, Client, ScopeSet?, RotationAim, CancellationToken)"/> would come to now. It uses nothing up, and makes no successor.</summary>
    public async Task<Rotation> ForeseeAsync(string presented, Client client, RotationAim aim, CancellationToken ct)
    {
        if (RefreshHandle.Read(presented) is not { } handle)
            return NotOurs;
        var moment = times.Begin() with { Deadline = null };
        var successor = handle.Successor(_successorKey);
        await using var command = CommandFor(Foresee, (handle, successor), client, narrowed: null, aim, moment);
        return await ReadAsync(command, refreshToken: "", ct)
            ?? await WhyNotAsync(handle.Lookup, client, narrowed: null, moment, ct);
    }

    private NpgsqlCommand CommandFor(
        string statement,
        (RefreshHandle Presented, RefreshHandle Successor) tokens,
        Client client,
        ScopeSet? narrowed,
        RotationAim aim,
        RotationMoment moment
    )
    {
        var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(tokens.Presented.Lookup);
        command.Parameters.AddWithValue(tokens.Presented.Hash);
        command.Parameters.AddWithValue(tokens.Successor.Hash);
        command.Parameters.AddWithValue(client.ClientId);
        command.Parameters.AddWithValue(narrowed?.Names ?? []);
        command.Parameters.AddWithValue(moment.Now);
        command.Parameters.AddWithValue(moment.ForgivenSince);
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Text, (object?)aim.OneOf ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Text, (object?)aim.Among ?? DBNull.Value);
        return command;
    }

    private static async Task<Rotation?> ReadAsync(NpgsqlCommand command, string refreshToken, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        var id = row.GetGuid(0);
        if (!row.IsDBNull(1))
        {
            return new Rotation.Refused($"a spent token was used again; refresh family {id} is revoked")
            {
                Reused = id,
            };
        }
        return new Rotation.Done(
            new RefreshFamily(id, refreshToken),
            Subject.Read(row, at: 6),
            ScopeSet.Of(row.GetFieldValue<string[]>(2)),
            row.TextOrNull(3),
            row.GetFieldValue<DateTimeOffset>(4),
            // OpenID Connect Core §12.2: a refreshed ID token has no nonce.
            row.TextOrNull(5)
                is { } context
                ? SignInContextJson.Read(context) with
                {
                    Nonce = null,
                }
                : null
        );
    }

    // Only reached by a refusal, so that a second look costs the well-behaved nothing.
    private async Task<Rotation> WhyNotAsync(
        Guid lookup,
        Client client,
        ScopeSet? narrowed,
        RotationMoment moment,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(WhyNot);
        command.Parameters.AddWithValue(lookup);
        command.Parameters.AddWithValue(moment.Now);
        command.Parameters.AddOptional(moment.Deadline);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return new Rotation.Refused("no such refresh family");
        if (row.GetString(0) != client.ClientId)
            return new Rotation.Refused("the token of another client");
        if (row.GetBoolean(1))
            return new Rotation.Refused("the refresh family is revoked");
        if (row.GetBoolean(2))
            return new Rotation.Refused("the refresh token has expired");
        if (row.GetBoolean(3))
            return new Rotation.Refused("the account is suspended");
        if (row.GetBoolean(5))
        {
            times.Mistimed();
            throw new TimeoutException("The database took up a rotation after the time that it had.");
        }
        var granted = ScopeSet.Of(row.GetFieldValue<string[]>(4));
        return narrowed is null || narrowed.IsWithin(granted)
            ? new Rotation.TargetWidened()
            : new Rotation.ScopeWidened();
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateOnly DayAfter(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime).AddDays(1);
}
