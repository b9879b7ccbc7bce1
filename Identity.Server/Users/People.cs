using Npgsql;

namespace Identity.Server.Users;

/// <summary>Looks people up for what their tokens and userinfo say.</summary>
internal sealed class People(NpgsqlDataSource database)
{
    private const string FindActive = """
        SELECT id, number, email, email_verified_at IS NOT NULL, name, time_zone, updated_at
          FROM users WHERE id = $1 AND suspended_at IS NULL
        """;

    /// <returns>The person, or null where there is no such account or it is suspended.</returns>
    public async Task<Person?> FindActiveAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(FindActive);
        command.Parameters.AddWithValue(id);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    /// <summary>Reads the seven columns that every statement of this room begins with.</summary>
    public static Person Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetInt64(1),
            row.GetString(2),
            row.GetBoolean(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            row.GetFieldValue<DateTimeOffset>(6)
        );
}
