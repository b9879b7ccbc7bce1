using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Database;
using Identity.Server.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Tokens.Codes;

/// <summary>The authorization codes we have given out; each is good once, and a second use ends what the first one gave.</summary>
/// <remarks>RFC 6749 §4.1.2; RFC 9700 §2.1.1.</remarks>
internal sealed class AuthorizationCodes(
    NpgsqlDataSource database,
    DenyList denied,
    TokenLifetimes lifetimes,
    ReuseAlarm alarm,
    TimeProvider clock
)
{
    public const string Table = "authorization_codes";

    private const string Insert = """
        INSERT INTO authorization_codes (hash, expires_at, grant_id, client_id, user_id, epoch, session_id, redirect_uri,
                                         code_challenge, scopes, resources, auth_time, context, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    // What must fit for a code to be redeemed: $1 its hash, $2 the client, $3 the address, $4 the challenge, $7 the scopes of
    // the API that is aimed at. Whoever only foresees what would come of it asks the same.
    private const string Fits = """
        c.hash = $1 AND c.client_id = $2 AND (c.redirect_uri IS NULL OR c.redirect_uri = $3)
             AND c.code_challenge IS NOT DISTINCT FROM $4 AND ($7 IS NULL OR c.scopes && $7)
             AND u.id = c.user_id AND u.epoch = c.epoch AND u.suspended_at IS NULL
        """;

    private const string Session = "SELECT FROM sessions s WHERE s.id = c.session_id";

    // $5 now, $6 the attempt.
    private const string Redemption =
        "CASE WHEN c.redemption IS NULL AND c.expires_at > $5 THEN $6 ELSE c.redemption END";

    // One statement decides, and plants the refresh family where there is to be one. What does not fit, from the client to
    // the verifier, finds no row, and the code is as good as before. The attempt that comes first leaves its mark in
    // redemption; a concurrent one waits for the row and finds it there. A code dies with the session it came of, and whoever
    // ends that at the same moment waits and finds the family.
    private const string Redeem = $"""
        WITH code AS (
          UPDATE authorization_codes c
             SET redemption = {Redemption}
            FROM users u
           WHERE {Fits} AND (c.session_id IS NULL OR EXISTS ({Session} FOR KEY SHARE))
          RETURNING c.redemption, c.grant_id, c.scopes, c.resources, c.auth_time, c.context, c.epoch, c.session_id,
                    {Subject.Columns}),
        family AS (
          INSERT INTO refresh_families (id, lookup, current_hash, client_id, subject, scopes, auth_time, created_at, rotated_at,
                                        idle_until, expires_at, purge_on, audience, epoch, session_id, context)
          SELECT code.grant_id, $8, $9, $2, code.user_id, code.scopes, code.auth_time, $5, $5,
                 LEAST($10, ends.at), ends.at, (LEAST($10, ends.at) AT TIME ZONE 'UTC')::date + 1,
                 COALESCE($12, CASE WHEN cardinality(code.resources) = 1 THEN code.resources[1] END),
                 code.epoch, code.session_id, code.context - 'nonce'
            FROM code CROSS JOIN LATERAL (
              SELECT CASE WHEN 'offline_access' = ANY(code.scopes) THEN $11
                          ELSE LEAST($11, (SELECT s.expires_at FROM sessions s WHERE s.id = code.session_id)) END AS at) ends
           WHERE code.redemption = $6 AND $8 IS NOT NULL)
        SELECT redemption, grant_id, scopes, resources, auth_time, context, {Subject.Names} FROM code
        """;

    private const string Foresee = $"""
        SELECT {Redemption}, c.grant_id, c.scopes, c.resources, c.auth_time, c.context, {Subject.Columns}
          FROM authorization_codes c, users u WHERE {Fits} AND (c.session_id IS NULL OR EXISTS ({Session}))
        """;

    // A spent code is none of this question: using it again is seen by the statement above.
    private const string Look = """
        SELECT scopes, resources FROM authorization_codes WHERE hash = $1 AND client_id = $2 AND redemption IS NULL
        """;

    private const string EndFamily = "UPDATE refresh_families SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";

    private const string WhyNot = """
        SELECT c.client_id, c.redirect_uri, c.code_challenge,
               u.epoch = c.epoch AND u.suspended_at IS NULL
                 AND (c.session_id IS NULL OR EXISTS (SELECT FROM sessions s WHERE s.id = c.session_id))
          FROM authorization_codes c JOIN users u ON u.id = c.user_id WHERE c.hash = $1
        """;

    private static readonly CodeRedemption.Refused NotOurs = new("not a code of ours");

    /// <summary>Gives out a code for what a person has agreed to.</summary>
    public async Task<CodeHandle> IssueAsync(CodeTerms terms, CancellationToken ct)
    {
        var code = CodeHandle.Create();
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(code.Hash);
        command.Parameters.AddWithValue(now + lifetimes.AuthorizationCode);
        command.Parameters.AddWithValue(terms.GrantId);
        command.Parameters.AddWithValue(terms.ClientId);
        command.Parameters.AddWithValue(terms.UserId);
        command.Parameters.AddWithValue(terms.Epoch);
        command.Parameters.AddWithValue(NpgsqlDbType.Uuid, (object?)terms.Context.SessionId ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)terms.RedirectUri ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)terms.CodeChallenge ?? DBNull.Value);
        command.Parameters.AddWithValue(terms.Scopes);
        command.Parameters.AddWithValue(terms.Resources);
        command.Parameters.AddWithValue(terms.AuthTime);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, SignInContextJson.Write(terms.Context));
        command.Parameters.AddWithValue(now);
        await command.ExecuteNonQueryAsync(ct);
        return code;
    }

    /// <summary>Looks without using: what cannot be aimed at one API need not cost the code.</summary>
    /// <returns>Null where there is no such code of the client, or it was used.</returns>
    public async Task<CodeAim?> FindAimAsync(string presented, Client client, CancellationToken ct)
    {
        if (CodeHandle.Read(presented) is not { } code)
            return null;
        await using var command = database.CreateCommand(Look);
        command.Parameters.AddWithValue(code.Hash);
        command.Parameters.AddWithValue(client.ClientId);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? CodeAim.Of(ScopeSet.Of(row.GetFieldValue<string[]>(0)), row.GetFieldValue<string[]>(1))
            : null;
    }

    /// <summary>Trades a code for what it is good for.</summary>
    /// <param name="presented">What the client sent.</param>
    /// <param name="client">Who sent it.</param>
    /// <param name="redirectUri">The address that the client names again; null where it names none.</param>
    /// <param name="challenge">What the verifier hashes to; null where none came.</param>
    /// <param name="api">The API that the client names; null where it leaves it to us.</param>
    public async Task<CodeRedemption> RedeemAsync(
        string presented,
        Client client,
        string? redirectUri,
        string? challenge,
        Api? api,
        CancellationToken ct
    )
    {
        if (CodeHandle.Read(presented) is not { } code)
            return NotOurs;

        var now = clock.GetUtcNow();
        var attempt = Guid.CreateVersion7(now);
        RefreshHandle? refresh = client.GrantTypes.Contains("refresh_token") ? RefreshHandle.Create() : null;
        var proof = new CodeProof(redirectUri, challenge);
        await using var command = CommandFor(Redeem, code, client, proof, api, now, attempt);
        command.Parameters.AddWithValue(NpgsqlDbType.Uuid, (object?)refresh?.Lookup ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Bytea, (object?)refresh?.Hash ?? DBNull.Value);
        command.Parameters.AddWithValue(now + lifetimes.RefreshTokenIdle(client));
        command.Parameters.AddWithValue(now + lifetimes.RefreshToken(client));
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)api?.Audience ?? DBNull.Value);
        var redemption =
            await ReadAsync(command, attempt, refresh, ct)
            ?? await WhyNotAsync(code, client, proof, isAimed: api is not null, ct);
        if (redemption is CodeRedemption.Refused { Reused: { } grant, Reason: var reuse })
        {
            await EndGrantAsync(grant, ct);
            alarm.Raise(AuditKind.CodeReuse, grant, reuse);
        }
        return redemption;
    }

    /// <summary>Says what <see cref="RedeemAsync"/> would come to now. It uses nothing up, and ends nothing.</summary>
    public async Task<CodeRedemption> ForeseeAsync(
        string presented,
        Client client,
        string? redirectUri,
        string? challenge,
        CancellationToken ct
    )
    {
        if (CodeHandle.Read(presented) is not { } code)
            return NotOurs;
        var now = clock.GetUtcNow();
        var attempt = Guid.CreateVersion7(now);
        var proof = new CodeProof(redirectUri, challenge);
        await using var command = CommandFor(Foresee, code, client, proof, api: null, now, attempt);
        return await ReadAsync(command, attempt, refresh: null, ct)
            ?? await WhyNotAsync(code, client, proof, isAimed: false, ct);
    }

    private NpgsqlCommand CommandFor(
        string statement,
        CodeHandle code,
        Client client,
        CodeProof proof,
        Api? api,
        DateTimeOffset now,
        Guid attempt
    )
    {
        var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(code.Hash);
        command.Parameters.AddWithValue(client.ClientId);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)proof.RedirectUri ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)proof.Challenge ?? DBNull.Value);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(attempt);
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Text, (object?)api?.Scopes ?? DBNull.Value);
        return command;
    }

    private static async Task<CodeRedemption?> ReadAsync(
        NpgsqlCommand command,
        Guid attempt,
        RefreshHandle? refresh,
        CancellationToken ct
    )
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        if (row.IsDBNull(0))
            return new CodeRedemption.Refused("the code has expired");
        var grant = row.GetGuid(1);
        return row.GetGuid(0) == attempt
            ? Done(row, grant, refresh)
            : new CodeRedemption.Refused($"a spent code was used again; grant {grant} is revoked") { Reused = grant };
    }

    private static CodeRedemption.Done Done(NpgsqlDataReader row, Guid grant, RefreshHandle? refresh) =>
        new(
            grant,
            refresh is { } handle ? new RefreshFamily(grant, handle.Reveal()) : null,
            Subject.Read(row, at: 6),
            CodeAim.Of(ScopeSet.Of(row.GetFieldValue<string[]>(2)), row.GetFieldValue<string[]>(3)),
            row.GetFieldValue<DateTimeOffset>(4),
            SignInContextJson.Read(row.GetString(5))
        );

    // RFC 6749 §4.1.2: what the first use gave ends. Not in the statement above, whose view of the tables may be older than
    // the family that a concurrent first use has just planted.
    private async Task EndGrantAsync(Guid grant, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(EndFamily);
        command.Parameters.AddWithValue(grant);
        command.Parameters.AddWithValue(now);
        await command.ExecuteNonQueryAsync(ct);
        var end = now + lifetimes.LongestAccessToken;
        await denied.DenyAsync([DenyKey.OfGrant(grant)], issuedBefore: end, expiresAt: end, ct);
    }

    // Only reached by a refusal, so that a second look costs the well-behaved nothing.
    private async Task<CodeRedemption> WhyNotAsync(
        CodeHandle code,
        Client client,
        CodeProof proof,
        bool isAimed,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(WhyNot);
        command.Parameters.AddWithValue(code.Hash);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return new CodeRedemption.Refused("no such code");
        if (row.GetString(0) != client.ClientId)
            return new CodeRedemption.Refused("the code of another client");
        if (row.TextOrNull(1) is { } named && named != proof.RedirectUri)
            return new CodeRedemption.Refused("another redirect_uri than the code was sent to");
        if (row.TextOrNull(2) != proof.Challenge)
            return new CodeRedemption.Refused("the code_verifier does not fit the code_challenge");
        return isAimed && row.GetBoolean(3)
            ? new CodeRedemption.TargetWidened()
            : new CodeRedemption.Refused("the session or the account that the code came of is over");
    }

    /// <summary>What comes with a code.</summary>
    private readonly record struct CodeProof(string? RedirectUri, string? Challenge);
}
