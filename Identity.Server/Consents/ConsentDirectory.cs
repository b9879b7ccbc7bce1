using Identity.Server.Database.Lists;
using Npgsql;

namespace Identity.Server.Consents;

/// <summary>A consent as those who run the server see it.</summary>
internal sealed record KnownConsent(
    Guid UserId,
    string ClientId,
    string[] Scopes,
    DateTimeOffset GrantedAt,
    DateTimeOffset UpdatedAt
);

/// <summary>Where a page of consents ended.</summary>
internal sealed record ConsentPlace(Guid UserId, string ClientId);

/// <summary>Which consents somebody wants to see, by person and then by client.</summary>
/// <param name="Take">How many at most.</param>
internal sealed record ConsentQuery(int Take)
{
    /// <summary>Whose; null for everybody's.</summary>
    public Guid[]? Users { get; init; }

    public string? Client { get; init; }

    public ConsentPlace? After { get; init; }
}

/// <summary>Finds and lists what everybody allowed, for those who run the server.</summary>
internal sealed class ConsentDirectory(NpgsqlDataSource database)
{
    private const string Columns = "c.user_id, c.client_id, c.scopes, c.granted_at, c.updated_at";

    private const string One = $"SELECT {Columns} FROM consents c WHERE c.user_id = $1 AND c.client_id = $2";

    private static readonly Keyset ByPerson = new("c.user_id", "c.client_id", IsDescending: false);

    public async Task<KnownConsent?> FindAsync(Guid userId, string clientId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(One);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(clientId);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    public Task<Listed<KnownConsent>> ListAsync(ConsentQuery query, CancellationToken ct)
    {
        var list = new ListStatement(Columns, "consents c", ByPerson);
        if (query.Users is { } users)
            list.Where(name => $"c.user_id = ANY({name})", users);
        if (query.Client is { } client)
            list.Where(name => $"c.client_id = {name}", client);
        if (query.After is { } after)
            list.After(after.UserId, after.ClientId);
        return list.ReadAsync(database, query.Take, Read, ct);
    }

    private static KnownConsent Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetFieldValue<string[]>(2),
            row.GetFieldValue<DateTimeOffset>(3),
            row.GetFieldValue<DateTimeOffset>(4)
        );
}
