using Identity.Server.Audit;
using Identity.Server.Database;
using Identity.Server.Database.Lists;
using Npgsql;

namespace Identity.Server.Roles;

/// <summary>Somebody who has a role.</summary>
/// <param name="Entry">By which the list goes on after them.</param>
internal sealed record RoleMember(Guid Entry, AuditParty Party, string? Name, string? Email);

/// <summary>Lists who has a role, the first who was given it first.</summary>
internal sealed class RoleRoll(NpgsqlDataSource database)
{
    private const string Members = """
        SELECT m.id, m.user_id, m.client_id, COALESCE(u.name, c.name), u.email
          FROM role_members m LEFT JOIN users u ON u.id = m.user_id LEFT JOIN clients c ON c.client_id = m.client_id
         WHERE m.role = $1 AND m.id > $2 ORDER BY m.id LIMIT $3
        """;

    private static readonly string Count = $"""
        SELECT count(*) FROM (SELECT FROM role_members WHERE role = $1 LIMIT {CappedCount.Limit}) AS counted
        """;

    /// <param name="after">The entry that the page before ended with; empty for the first page.</param>
    public async Task<Listed<RoleMember>> ListAsync(string role, Guid after, int take, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Members);
        command.Parameters.AddWithValue(role);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(take);
        var members = new List<RoleMember>();
        await using (var rows = await command.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct))
            {
                var party = rows.IsDBNull(1) ? AuditParty.Client(rows.GetString(2)) : AuditParty.User(rows.GetGuid(1));
                members.Add(new RoleMember(rows.GetGuid(0), party, rows.TextOrNull(3), rows.TextOrNull(4)));
            }
        }

        await using var count = database.CreateCommand(Count);
        count.Parameters.AddWithValue(role);
        return new Listed<RoleMember>(members, new CappedCount((long)(await count.ExecuteScalarAsync(ct))!));
    }
}
