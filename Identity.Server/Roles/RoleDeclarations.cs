using System.Text.Json.Nodes;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Roles;

/// <summary>Makes roles what they are declared to be, within a transaction of the caller's: saying it twice changes nothing.</summary>
internal sealed class RoleDeclarations(TimeProvider clock)
{
    public const string Kind = "role";

    // What is compared with is what is changed: nobody writes in between.
    private const string Lock = "LOCK TABLE roles, role_members IN SHARE ROW EXCLUSIVE MODE";

    /// <param name="prunes">Whether those that are not declared are taken away.</param>
    /// <returns>What changes; where there is a problem, nothing of it is worth anything.</returns>
    public async Task<List<DocumentChange>> PutAsync(
        ServerDbContext context,
        IReadOnlyList<DeclaredRole> declared,
        bool prunes,
        List<DocumentProblem> problems,
        CancellationToken ct
    )
    {
        await context.Database.ExecuteSqlRawAsync(Lock, ct);
        var rows = await context.Set<RoleRow>().ToDictionaryAsync(row => row.Name, StringComparer.Ordinal, ct);
        var changes = declared.Select(one => Put(context, rows.GetValueOrDefault(one.Name), one)).ToList();
        if (prunes)
        {
            var held = await context.Set<RoleMemberRow>().Select(row => row.Role).Distinct().ToListAsync(ct);
            var names = declared.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
            foreach (
                var row in rows
                    .Values.Where(row => !names.Contains(row.Name))
                    .OrderBy(row => row.Name, StringComparer.Ordinal)
            )
            {
                if (held.Contains(row.Name))
                {
                    problems.Add(
                        new DocumentProblem("roles", $"Somebody has the role '{row.Name}'. Take it from them first.")
                    );
                }
                context.Remove(row);
                changes.Add(new DocumentChange(Kind, row.Name, DeclaredRole.Write(row), After: null));
            }
        }
        return [.. changes.Where(change => change.IsOne)];
    }

    /// <summary>Every role that is not part of the server, as it would have to be declared.</summary>
    public static async Task<List<JsonObject>> ListAsync(ServerDbContext context, CancellationToken ct) =>
        [
            .. (await context.Set<RoleRow>().AsNoTracking().ToListAsync(ct))
                .OrderBy(row => row.Name, StringComparer.Ordinal)
                .Select(DeclaredRole.Write),
        ];

    private DocumentChange Put(ServerDbContext context, RoleRow? row, DeclaredRole declared)
    {
        var now = clock.GetUtcNow();
        var before = row is null ? null : DeclaredRole.Write(row);
        var change = new DocumentChange(Kind, declared.Name, before, declared.Write());
        if (!change.IsOne)
            return change;
        if (row is null)
        {
            row = new RoleRow
            {
                Name = declared.Name,
                Description = declared.Description,
                Permissions = [],
                CreatedAt = now,
            };
            context.Add(row);
        }
        row.Description = declared.Description;
        row.Permissions = [.. declared.Permissions.Select(one => one.Name)];
        row.Version = Guid.CreateVersion7(now);
        row.UpdatedAt = now;
        return change;
    }
}
