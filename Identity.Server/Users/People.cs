using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Users;

/// <summary>An account, whether or not it may sign in.</summary>
/// <param name="SuspendedAt">Since when it may not; null where it may.</param>
internal sealed record AccountStanding(Person Person, DateTimeOffset? SuspendedAt);

/// <summary>Looks people up for what their tokens and userinfo say.</summary>
internal sealed class People(NpgsqlDataSource database)
{
    /// <summary>The columns that <see cref="Read"/> takes, in its order.</summary>
    public const string Columns =
        "id, number, email, email_verified_at IS NOT NULL, name, time_zone, updated_at, epoch, locale, created_at, last_signin_at, details";

    public const int ColumnCount = 12;

    private const string FindById = $"SELECT {Columns} FROM users WHERE id = $1 AND suspended_at IS NULL";

    private const string FindByEmail =
        $"SELECT {Columns} FROM users WHERE canonical_email = $1 AND suspended_at IS NULL";

    private const string LookById = $"SELECT {Columns}, suspended_at FROM users WHERE id = $1";

    private const string LookByEmail = $"SELECT {Columns}, suspended_at FROM users WHERE canonical_email = $1";

    /// <returns>The person, or null where there is no such account or it is suspended.</returns>
    public Task<Person?> FindActiveAsync(Guid id, CancellationToken ct) => FindAsync(FindById, id, ct);

    /// <inheritdoc cref="FindActiveAsync(Guid, CancellationToken)"/>
    public async Task<Person?> FindActiveAsync(string email, CancellationToken ct) =>
        CanonicalEmail.Of(email) is { } canonical ? await FindAsync(FindByEmail, canonical, ct) : null;

    /// <returns>The account, be it suspended; null where there is none.</returns>
    public Task<AccountStanding?> LookAsync(Guid id, CancellationToken ct) => LookAsync(LookById, id, ct);

    /// <inheritdoc cref="LookAsync(Guid, CancellationToken)"/>
    /// <param name="name">An id or an e-mail address.</param>
    public async Task<AccountStanding?> LookAsync(string name, CancellationToken ct)
    {
        if (Guid.TryParseExact(name, "D", out var id))
            return await LookAsync(id, ct);
        return CanonicalEmail.Of(name) is { } canonical ? await LookAsync(LookByEmail, canonical, ct) : null;
    }

    private async Task<AccountStanding?> LookAsync(string statement, object key, CancellationToken ct)
    {
        await using var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(key);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new AccountStanding(Read(row), row.TimeOrNull(ColumnCount)) : null;
    }

    private async Task<Person?> FindAsync(string statement, object key, CancellationToken ct)
    {
        await using var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(key);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    /// <summary>Reads <see cref="Columns"/>, with which every statement of this room begins.</summary>
    public static Person Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetInt64(1),
            row.GetString(2),
            row.GetBoolean(3),
            row.TextOrNull(4),
            row.TextOrNull(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.GetInt32(7),
            row.TextOrNull(8),
            row.GetFieldValue<DateTimeOffset>(9),
            row.TimeOrNull(10)
        )
        {
            DetailsText = row.TextOrNull(11),
        };
}
