using System.Security.Cryptography;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Identity.Server.Database.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Resources.Declarations;

/// <summary>What comes of declaring APIs.</summary>
/// <param name="Changes">What changes; where there is a problem, nothing of it is worth anything.</param>
/// <param name="Audiences">All APIs that there are then.</param>
/// <param name="Scopes">All scopes that APIs have then.</param>
internal sealed record ApisDeclared(
    IReadOnlyList<DocumentChange> Changes,
    IReadOnlySet<string> Audiences,
    IReadOnlySet<string> Scopes
);

/// <summary>Makes APIs and their scopes what they are declared to be, within a transaction of the caller's: saying it twice changes nothing.</summary>
internal sealed class ApiDeclarations(ApiRegistry registry, MasterKey master, TimeProvider clock)
{
    public const string Kind = "api";

    // What is compared with is what is changed: nobody writes in between.
    private const string Lock = "LOCK TABLE apis, scopes, api_secrets IN SHARE ROW EXCLUSIVE MODE";

    /// <summary>Nobody else writes an API until the transaction ends.</summary>
    public static Task LockAsync(ServerDbContext context, CancellationToken ct) =>
        context.Database.ExecuteSqlRawAsync(Lock, ct);

    /// <param name="kept">Which of those that are not declared stay.</param>
    public async Task<ApisDeclared> PutAsync(
        ServerDbContext context,
        IReadOnlyList<DeclaredApi> declared,
        Func<string, bool> kept,
        List<DocumentProblem> problems,
        CancellationToken ct
    )
    {
        await LockAsync(context, ct);
        var rows = (await context.Set<ApiRow>().Include(row => row.Secrets).ToListAsync(ct)).ToDictionary(
            row => row.Audience,
            StringComparer.Ordinal
        );
        var scopes = new ScopeDeclarations(context, await context.Set<ScopeRow>().ToListAsync(ct));
        var names = declared.Select(one => one.Api.Audience).ToHashSet(StringComparer.Ordinal);
        List<ApiRow> leftOver =
        [
            .. rows.Values.Where(row => !names.Contains(row.Audience) && !IsKept(row.Audience, kept)),
        ];
        var before = rows.Values.ToDictionary(row => row, row => ApiMembers.Write(row, scopes.Of(row.Audience)));

        problems.AddRange(scopes.Put(declared, [.. leftOver.Select(row => row.Audience)]));
        var changes = new List<DocumentChange>();
        foreach (var one in declared)
        {
            var row = rows.GetValueOrDefault(one.Api.Audience);
            if (ProblemOf(row, one) is { } problem)
            {
                problems.Add(problem);
                continue;
            }
            row ??= Add(context, one.Api);
            row.Take(one.Api);
            changes.Add(
                new DocumentChange(
                    Kind,
                    row.Audience,
                    before.GetValueOrDefault(row),
                    ApiMembers.Write(row, scopes.Of(row.Audience))
                )
                {
                    Secret = PutSecret(context, row, one.Secret),
                }
            );
        }
        // The scopes that have moved away from them are not theirs any more.
        context.ChangeTracker.DetectChanges();
        context.RemoveRange(leftOver);
        changes.AddRange(leftOver.Select(row => new DocumentChange(Kind, row.Audience, before[row], After: null)));
        return new ApisDeclared(
            [.. changes.Where(change => change.IsOne)],
            names.Concat(rows.Keys.Where(audience => IsKept(audience, kept))).ToHashSet(StringComparer.Ordinal),
            scopes.Names.ToHashSet(StringComparer.Ordinal)
        );
    }

    /// <summary>Every API as it would have to be declared, with the secret that signs, where it has one.</summary>
    public async Task<List<(DocumentChange Api, byte[]? Secret)>> ListAsync(
        ServerDbContext context,
        CancellationToken ct
    )
    {
        var rows = await context
            .Set<ApiRow>()
            .AsNoTracking()
            .AsSplitQuery()
            .Include(row => row.Secrets)
            .Include(row => row.Scopes)
            .ToListAsync(ct);
        return
        [
            .. rows.Where(row => !BuiltInApi.Is(row.Audience))
                .OrderBy(row => row.Audience, StringComparer.Ordinal)
                .Select(row =>
                    (
                        new DocumentChange(Kind, row.Audience, Before: null, ApiMembers.Write(row, row.Scopes)),
                        Signing(row) is { } secret ? Unseal(secret) : null
                    )
                ),
        ];
    }

    public static Task<bool> ExistsAsync(ServerDbContext context, string audience, CancellationToken ct) =>
        context.Set<ApiRow>().AnyAsync(row => row.Audience == audience, ct);

    private static bool IsKept(string audience, Func<string, bool> kept) => BuiltInApi.Is(audience) || kept(audience);

    private ApiRow Add(ServerDbContext context, NewApi api)
    {
        var row = ApiRow.Of(api, clock.GetUtcNow());
        context.Add(row);
        return row;
    }

    private static DocumentProblem? ProblemOf(ApiRow? row, DeclaredApi declared)
    {
        var (api, secret) = (declared.Api, declared.Secret);
        if (BuiltInApi.ProblemOfChanging(api.Audience) is { } builtIn)
            return new DocumentProblem($"{declared.At}.audience", builtIn);
        if (row is not null && row.Algorithm != api.Algorithm.Name)
        {
            return new DocumentProblem(
                $"{declared.At}.algorithm",
                $"The API '{api.Audience}' exists and its tokens are signed with {row.Algorithm}; choose another audience."
            );
        }
        if (row is null && api.Algorithm.IsSymmetric && secret?.Value is null)
        {
            return new DocumentProblem(
                $"{declared.At}.secret",
                secret is null
                    ? $"The API '{api.Audience}' is new and needs its secret: say where it is."
                    : $"The API '{api.Audience}' is new and needs its secret, which {secret.Place} does not hold."
            );
        }
        return (api with { Secret = secret?.Value }).Problem() is { } problem
            ? new DocumentProblem($"{declared.At}.secret", problem)
            : null;
    }

    /// <returns>Null where the same secret signs.</returns>
    private NewSecret? PutSecret(ServerDbContext context, ApiRow row, GivenSecret? given)
    {
        if (given?.Value is not { } secret)
            return null;
        var now = clock.GetUtcNow();
        if (
            Signing(row) is { ExpiresAt: null } present
            && CryptographicOperations.FixedTimeEquals(Unseal(present), secret)
        )
        {
            return null;
        }
        var until = now + given.Overlap;
        foreach (var known in row.Secrets.Where(known => known.ExpiresAt is null || known.ExpiresAt > until))
            known.ExpiresAt = until;
        context.RemoveRange(row.Secrets.Where(known => known.ExpiresAt <= now));
        var made = registry.ToRow(row.Audience, secret);
        context.Add(made);
        return new NewSecret(made.Id, given.Place);
    }

    private ApiSecretRow? Signing(ApiRow row) =>
        row.Secrets.Where(secret => !(secret.ExpiresAt <= clock.GetUtcNow())).MaxBy(secret => secret.Id);

    private byte[] Unseal(ApiSecretRow row) => master.Unseal(row.SealedSecret, ApiRegistry.NameOf(row.Id));
}
