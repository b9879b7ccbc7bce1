using System.Text.Json.Nodes;
using Identity.Server.Audit;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Identity.Server.Roles;

/// <summary>What comes of declaring the roles of clients.</summary>
/// <param name="Given">What is still to be added, once the clients are there.</param>
internal sealed record ClientRolesDeclared(IReadOnlyList<DocumentChange> Changes, IReadOnlyList<RoleMemberRow> Given);

/// <summary>Gives clients the roles that they are declared to have, within a transaction of the caller's.</summary>
internal sealed class ClientRoles(NpgsqlDataSource database, TimeProvider clock)
{
    public const string Member = "roles";

    private const string OfMany =
        "SELECT client_id, role FROM role_members WHERE client_id = ANY($1) ORDER BY client_id, role";

    /// <summary>Takes from each client the roles that it is not to have. To be asked when the roles themselves have been declared.</summary>
    /// <param name="declared">The roles of each client, by its id, and where a document says so.</param>
    public async Task<ClientRolesDeclared> PutAsync(
        ServerDbContext context,
        IReadOnlyDictionary<string, (string[] Roles, string At)> declared,
        List<DocumentProblem> problems,
        CancellationToken ct
    )
    {
        var known = context.Set<RoleRow>().Local.Where(row => context.Entry(row).State != EntityState.Deleted);
        var names = known.Select(row => row.Name).Concat(BuiltInRoles.All.Select(role => role.Name)).ToList();
        var ids = declared.Keys.ToArray();
        var rows = await context.Set<RoleMemberRow>().Where(row => ids.Contains(row.ClientId)).ToListAsync(ct);
        var held = rows.ToLookup(row => row.ClientId!, StringComparer.Ordinal);
        var changes = new List<DocumentChange>();
        var given = new List<RoleMemberRow>();
        foreach (var (id, (roles, at)) in declared)
        {
            foreach (var role in roles.Where(role => role == BuiltInRoles.OwnerName || !names.Contains(role)))
                problems.Add(new DocumentProblem(at, WhyNot(role, names)));
            var before = held[id].Select(row => row.Role).Order(StringComparer.Ordinal).ToArray();
            var change = new DocumentChange(
                AuditParty.Client(id).Kind,
                id,
                Write(before),
                Write([.. roles.Order(StringComparer.Ordinal)])
            );
            if (!change.IsOne)
                continue;
            context.RemoveRange(held[id].Where(row => !roles.Contains(row.Role)));
            given.AddRange(roles.Except(before, StringComparer.Ordinal).Select(role => New(id, role)));
            changes.Add(change);
        }
        return new ClientRolesDeclared(changes, given);
    }

    /// <summary>The names of the roles of several clients; one that has none is not in it.</summary>
    public async Task<ILookup<string, string>> ListAsync(IEnumerable<string> clientIds, CancellationToken ct)
    {
        await using var command = database.CreateCommand(OfMany);
        command.Parameters.AddWithValue(clientIds.ToArray());
        var found = new List<(string Client, string Role)>();
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            found.Add((rows.GetString(0), rows.GetString(1)));
        return found.ToLookup(one => one.Client, one => one.Role, StringComparer.Ordinal);
    }

    /// <summary>The roles of every client that has any, by its id.</summary>
    public static async Task<ILookup<string, string>> ListAsync(ServerDbContext context, CancellationToken ct)
    {
        var rows = await context
            .Set<RoleMemberRow>()
            .AsNoTracking()
            .Where(row => row.ClientId != null)
            .OrderBy(row => row.Role)
            .ToListAsync(ct);
        return rows.ToLookup(row => row.ClientId!, row => row.Role, StringComparer.Ordinal);
    }

    private RoleMemberRow New(string clientId, string role)
    {
        var now = clock.GetUtcNow();
        return new RoleMemberRow
        {
            Id = Guid.CreateVersion7(now),
            Role = role,
            ClientId = clientId,
            GrantedAt = now,
            GrantedBy = AuditParty.Console.ToString(),
        };
    }

    private static string WhyNot(string role, IEnumerable<string> names) =>
        role == BuiltInRoles.OwnerName
            ? "An owner is a person: a client cannot have that role."
            : $"There is no role '{role}'; did you mean '{NearestName.Of(role, names)}'?";

    private static JsonObject Write(string[] roles) =>
        new() { [Member] = new JsonArray([.. roles.Select(role => (JsonNode?)role)]) };
}
