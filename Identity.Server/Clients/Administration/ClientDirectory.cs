using Identity.Server.Database;
using Identity.Server.Database.Lists;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Identity.Server.Clients.Administration;

/// <summary>Finds and lists clients for those who manage them.</summary>
internal sealed class ClientDirectory(NpgsqlDataSource database, IDbContextFactory<ServerDbContext> contexts)
{
    private const string Signs = "'authorization_code' = ANY(c.grant_types)";

    private const string Device = "'urn:ietf:params:oauth:grant-type:device_code' = ANY(c.grant_types)";

    private const string Native = "coalesce(c.metadata ->> 'application_type', 'web') = 'native'";

    private const string ByScope = """
        SELECT scope, count(*) FROM clients c CROSS JOIN LATERAL unnest(c.scopes) scope GROUP BY scope
        """;

    public async Task<AdministeredClient?> FindAsync(string clientId, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = context.Set<ClientRow>().AsNoTracking().Include(row => row.Secrets);
        return await rows.SingleOrDefaultAsync(row => row.ClientId == clientId, ct) is { } row
            ? AdministeredClient.Of(row)
            : null;
    }

    public async Task<Listed<AdministeredClient>> ListAsync(ClientQuery query, CancellationToken ct)
    {
        var list = new ListStatement("c.client_id", "clients c", KeysetOf(query));
        if (query.Search is { } search)
            list.Where(text => $"(c.client_id ILIKE {text} OR c.name ILIKE {text})", LikePattern.Containing(search));
        if (query.Kind is { } kind)
            list.Where(ConditionOf(kind));
        if (query.IsDisabled is { } isDisabled)
            list.Where(isDisabled ? "c.disabled_at IS NOT NULL" : "c.disabled_at IS NULL");
        if (query.Scopes is { } scopes)
            list.Where(some => $"c.scopes && {some}", scopes);
        if (query.After is { } after)
            list.After((object?)after.Name ?? after.CreatedAt ?? (object)after.ClientId, after.ClientId);
        var found = await list.ReadAsync(database, query.Take, row => row.GetString(0), ct);
        return new Listed<AdministeredClient>(await ReadAsync(found.Items, ct), found.Total);
    }

    /// <summary>How many clients may ask for each scope.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountByScopeAsync(CancellationToken ct)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = database.CreateCommand(ByScope);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            counts.Add(rows.GetString(0), rows.GetInt64(1));
        return counts;
    }

    private async Task<List<AdministeredClient>> ReadAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context
            .Set<ClientRow>()
            .AsNoTracking()
            .Include(row => row.Secrets)
            .Where(row => ids.Contains(row.ClientId))
            .ToDictionaryAsync(row => row.ClientId, StringComparer.Ordinal, ct);
        // One may have gone meanwhile.
        return [.. ids.Where(rows.ContainsKey).Select(id => AdministeredClient.Of(rows[id]))];
    }

    private static Keyset KeysetOf(ClientQuery query) =>
        query.Order switch
        {
            ClientOrder.Name => new("c.name", "c.client_id", query.IsDescending),
            ClientOrder.CreatedAt => new("c.created_at", "c.client_id", query.IsDescending),
            _ => new("c.client_id", "c.client_id", query.IsDescending),
        };

    private static string ConditionOf(ClientKind kind) =>
        kind switch
        {
            ClientKind.Device => Device,
            ClientKind.Machine => $"NOT {Device} AND NOT {Signs} AND 'client_credentials' = ANY(c.grant_types)",
            ClientKind.Native => $"NOT {Device} AND {Signs} AND {Native}",
            ClientKind.Spa => $"NOT {Device} AND {Signs} AND NOT {Native} AND c.authentication_method = 'None'",
            _ => $"NOT {Device} AND {Signs} AND NOT {Native} AND c.authentication_method <> 'None'",
        };
}
