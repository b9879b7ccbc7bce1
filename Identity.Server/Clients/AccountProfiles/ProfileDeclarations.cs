using System.Text.Json.Nodes;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>What comes of declaring profiles.</summary>
/// <param name="Served">All profiles that there are then.</param>
/// <param name="HaveMoved">Whether one is another by now than the one that its change was thought up for.</param>
internal sealed record ProfilesDeclared(
    List<DocumentChange> Changes,
    IReadOnlyList<AccountProfile> Served,
    bool HaveMoved
);

/// <summary>Makes profiles what they are declared to be, within a transaction of the caller's: saying it twice changes nothing.</summary>
internal sealed class ProfileDeclarations(TimeProvider clock)
{
    public const string Kind = "api-profile";

    // Two profiles with one address must not be stored at the same moment, each not seeing the other.
    private const string Lock = "LOCK TABLE account_profiles IN SHARE ROW EXCLUSIVE MODE";

    /// <param name="prunes">Whether those that are not declared are taken away.</param>
    public async Task<ProfilesDeclared> PutAsync(
        ServerDbContext context,
        IReadOnlyList<DeclaredProfile> declared,
        bool prunes,
        List<DocumentProblem> problems,
        CancellationToken ct
    )
    {
        await context.Database.ExecuteSqlRawAsync(Lock, ct);
        var rows = await context.Set<AccountProfileRow>().ToListAsync(ct);
        var names = declared.Select(one => one.Profile.Name).ToHashSet(StringComparer.Ordinal);
        var others = rows.Where(row => !names.Contains(row.Name)).ToList();
        var haveMoved = declared.Any(one => HasMoved(rows.Find(row => row.Name == one.Profile.Name), one));
        var changes = declared
            .Select(one => Put(context, rows.Find(row => row.Name == one.Profile.Name), one))
            .ToList();
        if (prunes)
        {
            changes.AddRange(others.Select(row => Remove(context, row)));
            others.Clear();
        }
        List<AccountProfile> served =
        [
            .. declared.Select(one => one.Profile),
            .. others.Select(row => ProfileReader.Read(row.Document).Profile).OfType<AccountProfile>(),
        ];
        foreach (var one in declared)
        {
            problems.AddRange(
                ProfileRules.Collisions(one.Profile, served).Select(problem => new DocumentProblem(one.At, problem))
            );
        }
        return new ProfilesDeclared([.. changes.Where(change => change.IsOne)], served, haveMoved);
    }

    /// <summary>Every profile as it would have to be declared.</summary>
    public static async Task<List<JsonObject>> ListAsync(ServerDbContext context, CancellationToken ct) =>
        [
            .. (await context.Set<AccountProfileRow>().AsNoTracking().ToListAsync(ct))
                .OrderBy(row => row.Name, StringComparer.Ordinal)
                .Select(row => Parse(row.Document)),
        ];

    private static bool HasMoved(AccountProfileRow? row, DeclaredProfile declared) =>
        declared.Version is { } version && (row is null || ContentVersion.Of(row.Document) != version);

    private DocumentChange Put(ServerDbContext context, AccountProfileRow? row, DeclaredProfile declared)
    {
        var (name, document) = (declared.Profile.Name, declared.Profile.Document);
        var change = new DocumentChange(Kind, name, row is null ? null : Parse(row.Document), Parse(document));
        if (row is null)
        {
            context.Add(
                new AccountProfileRow
                {
                    Name = name,
                    Document = document,
                    UpdatedAt = clock.GetUtcNow(),
                }
            );
        }
        else if (change.IsOne)
        {
            row.Document = document;
            row.UpdatedAt = clock.GetUtcNow();
        }
        return change;
    }

    private static DocumentChange Remove(ServerDbContext context, AccountProfileRow row)
    {
        context.Remove(row);
        return new DocumentChange(Kind, row.Name, Parse(row.Document), After: null);
    }

    private static JsonObject Parse(string document) => JsonNode.Parse(document)!.AsObject();
}
