using Identity.Jose;
using Identity.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Resources;

/// <summary>The API of this server itself: made at the start, the same everywhere, and changed by nobody.</summary>
internal sealed class BuiltInApi(IDbContextFactory<ServerDbContext> contexts, TimeProvider clock)
{
    /// <summary>Of the tokens that the management takes.</summary>
    public const string ManagementAudience = "urn:identity:management";

    /// <summary>What a client must be allowed to ask for, to call the management for somebody or by itself.</summary>
    public const string ManagementScope = "identity.admin";

    private const string Name = "Identity management";
    private const string Description = "Manage this server, as far as your roles go";

    /// <summary>Whether an API is part of the server.</summary>
    public static bool Is(string audience) => audience == ManagementAudience;

    /// <returns>A sentence for whoever wants to change such an API; null for any other.</returns>
    public static string? ProblemOfChanging(string audience) =>
        Is(audience) ? $"The API '{audience}' is part of the server and stays as it is." : null;

    /// <summary>Makes it where there is none, and what it has to be where somebody has altered it in the database.</summary>
    public async Task EnsureAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = context.Set<ApiRow>().Include(api => api.Scopes).Include(api => api.Secrets).AsSplitQuery();
        var row = await rows.SingleOrDefaultAsync(api => api.Audience == ManagementAudience, ct);
        if (row is null)
        {
            row = New();
            context.Add(row);
        }

        (row.Algorithm, row.Profile, row.Subject) = (
            JwsAlgorithm.RS256.Name,
            TokenProfile.AccessTokenJwt,
            SubjectForm.Id
        );
        context.RemoveRange(row.Secrets);
        context.RemoveRange(row.Scopes.Where(scope => scope.Name != ManagementScope));
        if (row.Scopes.All(scope => scope.Name != ManagementScope))
            row.Scopes.Add(NewScope());
        try
        {
            await context.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsTaken(e))
        {
            await EnsureIsOursAsync(ct);
        }
    }

    // Another node has made it at the same moment; or another API had the scope before us.
    private async Task EnsureIsOursAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var scope = await context.Set<ScopeRow>().SingleAsync(one => one.Name == ManagementScope, ct);
        if (scope.Audience != ManagementAudience)
        {
            throw new InvalidOperationException(
                $"The scope '{ManagementScope}' is the server's own, and belongs to the API '{scope.Audience}'. Remove it there first."
            );
        }
    }

    private ApiRow New() =>
        new()
        {
            Audience = ManagementAudience,
            Name = Name,
            Algorithm = JwsAlgorithm.RS256.Name,
            Profile = TokenProfile.AccessTokenJwt,
            Subject = SubjectForm.Id,
            Claims = [],
            CreatedAt = clock.GetUtcNow(),
        };

    private static ScopeRow NewScope() =>
        new()
        {
            Name = ManagementScope,
            Description = Description,
            Audience = ManagementAudience,
        };
}
