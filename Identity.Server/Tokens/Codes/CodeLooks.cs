using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Tokens.Codes;

/// <summary>An authorization code as it is, be it spent or over.</summary>
internal sealed record CodeState
{
    public required string ClientId { get; init; }
    public required Guid UserId { get; init; }
    public required Guid GrantId { get; init; }

    /// <summary>What must be named again when it is redeemed; null where the client named none.</summary>
    public required string? RedirectUri { get; init; }

    /// <summary>What the verifier must hash to; null where none must come.</summary>
    public required string? CodeChallenge { get; init; }
    public required string[] Scopes { get; init; }
    public required string[] Resources { get; init; }
    public required Guid? SessionId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The attempt that redeemed it, which bears its time (RFC 9562 §5.7); null while none has.</summary>
    public required Guid? Redemption { get; init; }
}

/// <summary>Looks at authorization codes without touching them.</summary>
internal sealed class CodeLooks(NpgsqlDataSource database)
{
    private const string Look = """
        SELECT client_id, user_id, grant_id, redirect_uri, code_challenge, scopes, resources, session_id, created_at, expires_at,
               redemption
          FROM authorization_codes WHERE hash = $1
        """;

    /// <returns>Null where there is none, or its day is over.</returns>
    public async Task<CodeState?> FindAsync(CodeHandle code, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Look);
        command.Parameters.AddWithValue(code.Hash);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        return new CodeState
        {
            ClientId = row.GetString(0),
            UserId = row.GetGuid(1),
            GrantId = row.GetGuid(2),
            RedirectUri = row.TextOrNull(3),
            CodeChallenge = row.TextOrNull(4),
            Scopes = row.GetFieldValue<string[]>(5),
            Resources = row.GetFieldValue<string[]>(6),
            SessionId = row.IsDBNull(7) ? null : row.GetGuid(7),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(8),
            ExpiresAt = row.GetFieldValue<DateTimeOffset>(9),
            Redemption = row.IsDBNull(10) ? null : row.GetGuid(10),
        };
    }
}
