using Identity.Server.Database;
using Identity.Server.Database.Sealing;
using Identity.Server.Users.Throttling;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Interactions;

/// <summary>The requests that wait for a person: stored, found again by the browser they belong to, and answered once.</summary>
internal sealed class PendingRequests(
    NpgsqlDataSource database,
    MasterKey master,
    RequestThrottle throttle,
    IOptions<InteractionOptions> options,
    TimeProvider clock
)
{
    /// <summary>
    /// How long a request is kept with which no browser comes to a page. One that was sent there comes at once: what is
    /// never seen again was sent by a program, and is not to fill a table.
    /// </summary>
    public static readonly TimeSpan KeptUnseen = TimeSpan.FromMinutes(10);

    /// <remarks>RFC 9126 §2.2.</remarks>
    public const string PushedPrefix = "urn:ietf:params:oauth:request_uri:";

    private const string Insert = """
        INSERT INTO authorization_requests (id, client_id, request, browser, pushed_until, created_at, visited_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string Columns = "id, request, visited_at, account_chosen_at, consented_by, refused_at";

    // The browser that came with a pushed request may come with it again, until it has its answer; another may not. $2 is
    // the browser, $3 now.
    private const string IsClaimable = """
        answered_at IS NULL AND pushed_until IS NOT NULL
           AND ((browser IS NULL AND pushed_until > $3) OR (browser = $2 AND expires_at > $3))
        """;

    private const string ClaimPushed = $"""
        UPDATE authorization_requests
           SET browser = $2, visited_at = COALESCE(visited_at, $3), expires_at = GREATEST(expires_at, $5)
         WHERE id = $1 AND client_id = $4 AND {IsClaimable}
        RETURNING {Columns}
        """;

    private const string Look = $"""
        SELECT request, visited_at, account_chosen_at, consented_by, refused_at, created_at, pushed_until, expires_at,
               answered_at, browser IS NOT NULL, COALESCE({IsClaimable}, FALSE)
          FROM authorization_requests WHERE id = $1
        """;

    // Whoever comes with it for the first time has it kept for the whole of its life from then on.
    private const string Find = $"""
        WITH seen AS (
          UPDATE authorization_requests SET expires_at = visited_at + $4
           WHERE id = $1 AND browser = $2 AND expires_at > $3 AND answered_at IS NULL AND expires_at < visited_at + $4)
        SELECT {Columns} FROM authorization_requests
         WHERE id = $1 AND browser = $2 AND expires_at > $3 AND answered_at IS NULL
        """;

    private const string FindClient = "SELECT client_id FROM authorization_requests WHERE id = $1 AND browser = $2";

    private const string ChooseAccount =
        "UPDATE authorization_requests SET account_chosen_at = $2 WHERE id = $1 AND answered_at IS NULL";

    private const string Consent =
        "UPDATE authorization_requests SET consented_by = $2 WHERE id = $1 AND answered_at IS NULL";

    private const string Refuse =
        "UPDATE authorization_requests SET refused_at = $2 WHERE id = $1 AND answered_at IS NULL";

    // Of two tabs that come to the end together, one answers.
    private const string Answer =
        "UPDATE authorization_requests SET answered_at = $2 WHERE id = $1 AND answered_at IS NULL";

    private const string Purge = """
        DELETE FROM authorization_requests WHERE id IN (SELECT id FROM authorization_requests WHERE expires_at < $1 LIMIT $2)
        """;

    private readonly DerivedHandle _handles = new(master, "ar_");
    private readonly DerivedHandle _pushed = new(master, PushedPrefix);

    /// <summary>Stores a request that a person must be asked about: anybody may send them, and nobody without end.</summary>
    public async Task<BegunRequest> BeginAsync(
        AuthorizationRequest request,
        VisitorHandle browser,
        Source source,
        CancellationToken ct
    )
    {
        if (await throttle.AdmitSignInAsync(source, ct) is { } wait)
            return new BegunRequest.TooOften(wait);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await InsertAsync(id, request, browser.Hash, pushedUntil: null, now + KeptUnseen, ct);
        return new BegunRequest.Waiting(new PendingRequest(id, _handles.Write(id), request, new Progress(now)));
    }

    /// <summary>Stores a request that a client pushed.</summary>
    /// <returns>The request_uri that names it, and for how long a browser may come with it.</returns>
    /// <remarks>RFC 9126 §2.2.</remarks>
    public async Task<(string RequestUri, TimeSpan ExpiresIn)> PushAsync(
        AuthorizationRequest request,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var until = now + options.Value.PushedRequestLifetime;
        await InsertAsync(id, request, browser: null, until, until, ct);
        return (_pushed.Write(id), options.Value.PushedRequestLifetime);
    }

    /// <summary>Whether a request_uri is one of those that <see cref="PushAsync"/> gives out.</summary>
    public bool IsPushed(string requestUri) => _pushed.Read(requestUri) is not null;

    /// <summary>Gives a pushed request to the first browser that comes with it.</summary>
    /// <returns>Null where it is not the client's, is over, was answered, or is another browser's.</returns>
    public async Task<PendingRequest?> ClaimPushedAsync(
        string requestUri,
        string clientId,
        VisitorHandle browser,
        CancellationToken ct
    )
    {
        if (_pushed.Read(requestUri) is not { } id)
            return null;
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(ClaimPushed);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(browser.Hash);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(clientId);
        command.Parameters.AddWithValue(now + KeptUnseen);
        return await ReadAsync(command, ct);
    }

    /// <summary>Looks at a stored request as one would who has it, but none of its browsers. It stays as it is.</summary>
    /// <param name="handle">The name of one that was pushed, or of one that waits for its person.</param>
    /// <returns>Null where there is none.</returns>
    public async Task<StoredRequest?> LookAsync(string handle, CancellationToken ct)
    {
        if ((_pushed.Read(handle) ?? _handles.Read(handle)) is not { } id)
            return null;
        await using var command = database.CreateCommand(Look);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(Array.Empty<byte>());
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? StoredRequest.Read(row) : null;
    }

    /// <param name="handle">What an address of ours calls the request, whatever that is.</param>
    /// <param name="browser">What the browser's cookie holds, whatever that is.</param>
    /// <returns>Null where there is none, or it is over, was answered, or is another browser's.</returns>
    public async Task<PendingRequest?> FindAsync(string? handle, string? browser, CancellationToken ct)
    {
        if (_handles.Read(handle) is not { } id || VisitorHandle.Read(browser) is not { } visitor)
            return null;
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(visitor.Hash);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        command.Parameters.AddWithValue(options.Value.RequestLifetime);
        return await ReadAsync(command, ct);
    }

    /// <returns>Whose request it was, also when it is over or was answered; null for any browser but its own.</returns>
    public async Task<string?> FindClientIdAsync(string? handle, string? browser, CancellationToken ct)
    {
        if (_handles.Read(handle) is not { } id || VisitorHandle.Read(browser) is not { } visitor)
            return null;
        await using var command = database.CreateCommand(FindClient);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(visitor.Hash);
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>The person goes on with the account that is signed in.</summary>
    public Task ChooseAccountAsync(PendingRequest request, CancellationToken ct) =>
        MarkAsync(ChooseAccount, request, clock.GetUtcNow(), ct);

    /// <summary>The person said yes on the page.</summary>
    public Task ConsentAsync(PendingRequest request, Guid userId, CancellationToken ct) =>
        MarkAsync(Consent, request, userId, ct);

    /// <summary>The person said no.</summary>
    public Task RefuseAsync(PendingRequest request, CancellationToken ct) =>
        MarkAsync(Refuse, request, clock.GetUtcNow(), ct);

    /// <returns>Whether it is for the caller to answer: nobody has.</returns>
    public Task<bool> AnswerAsync(PendingRequest request, CancellationToken ct) =>
        MarkAsync(Answer, request, clock.GetUtcNow(), ct);

    /// <summary>Deletes requests whose time is over.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) => BatchedDelete.RunAsync(database, Purge, clock.GetUtcNow(), ct);

    private async Task InsertAsync(
        Guid id,
        AuthorizationRequest request,
        byte[]? browser,
        DateTimeOffset? pushedUntil,
        DateTimeOffset expiresAt,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(request.ClientId);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, AuthorizationRequestJson.Write(request));
        command.Parameters.AddWithValue(NpgsqlDbType.Bytea, (object?)browser ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, (object?)pushedUntil ?? DBNull.Value);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, browser is null ? DBNull.Value : now);
        command.Parameters.AddWithValue(expiresAt);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<bool> MarkAsync(string statement, PendingRequest request, object value, CancellationToken ct)
    {
        await using var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(request.Id);
        command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    private async Task<PendingRequest?> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        var id = row.GetGuid(0);
        return new PendingRequest(
            id,
            _handles.Write(id),
            AuthorizationRequestJson.Read(row.GetString(1)),
            new Progress(
                row.GetFieldValue<DateTimeOffset>(2),
                row.TimeOrNull(3),
                row.IsDBNull(4) ? null : row.GetGuid(4),
                row.TimeOrNull(5)
            )
        );
    }
}
