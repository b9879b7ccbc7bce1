using System.Security.Cryptography;
using Identity.Server.Database;
using Identity.Server.Database.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Resources;

/// <summary>Makes an API what a document says it is, whether or not it exists: saying it twice changes nothing.</summary>
internal sealed class ApiReplacement(
    IDbContextFactory<ServerDbContext> contexts,
    ApiRegistry registry,
    MasterKey master
)
{
    /// <returns>The algorithm of an API that there is; null where there is none.</returns>
    public async Task<string?> FindAsync(string audience, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context
            .Set<ApiRow>()
            .Where(row => row.Audience == audience)
            .Select(row => row.Algorithm)
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>
    /// Creates the API, or replaces its shape. A secret that is named becomes the one that signs, and the only one; where
    /// none is named the present one stays.
    /// </summary>
    public async Task<ApiRegistration> PutAsync(NewApi asked, CancellationToken ct)
    {
        if ((asked.Problem() ?? BuiltInApi.ProblemOfChanging(asked.Audience)) is { } problem)
            return new ApiRegistration.Refused(problem);

        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = context.Set<ApiRow>().Include(api => api.Secrets).Include(api => api.Scopes).AsSplitQuery();
        if (await rows.SingleOrDefaultAsync(api => api.Audience == asked.Audience, ct) is not { } row)
            return await registry.CreateAsync(asked, ct);
        if (row.Algorithm != asked.Algorithm.Name)
        {
            return new ApiRegistration.Refused(
                $"The API '{asked.Audience}' exists and its tokens are signed with {row.Algorithm}; choose another audience."
            );
        }

        var taken = await context
            .Set<ScopeRow>()
            .FirstOrDefaultAsync(scope => asked.Scopes.Contains(scope.Name) && scope.Audience != asked.Audience, ct);
        if (taken is not null)
        {
            return new ApiRegistration.Refused(
                $"The scope '{taken.Name}' belongs to the API '{taken.Audience}' already."
            );
        }

        row.Name = asked.Name ?? asked.Audience;
        row.Profile = asked.Profile;
        row.Subject = asked.Subject;
        row.Claims = asked.Claims;
        row.AccessTokenLifetime = asked.AccessTokenLifetime;
        ReplaceScopes(context, row, asked);
        if (asked.Secret is { } secret)
            ReplaceSecret(context, row, secret);
        await context.SaveChangesAsync(ct);
        return new ApiRegistration.Done(Secret: null);
    }

    private static void ReplaceScopes(ServerDbContext context, ApiRow row, NewApi asked)
    {
        context.RemoveRange(row.Scopes.Where(scope => !asked.Scopes.Contains(scope.Name)));
        foreach (
            var name in asked
                .Scopes.Where(name => row.Scopes.All(scope => scope.Name != name))
                .Distinct(StringComparer.Ordinal)
        )
        {
            context.Add(
                new ScopeRow
                {
                    Name = name,
                    Description = name,
                    Audience = row.Audience,
                }
            );
        }
    }

    private void ReplaceSecret(ServerDbContext context, ApiRow row, byte[] secret)
    {
        var kept = row.Secrets.Where(old => old.ExpiresAt is null && IsSame(old, secret)).MaxBy(old => old.Id);
        context.RemoveRange(row.Secrets.Where(old => old != kept));
        if (kept is null)
            context.Add(registry.ToRow(row.Audience, secret));
    }

    private bool IsSame(ApiSecretRow row, byte[] secret) =>
        CryptographicOperations.FixedTimeEquals(master.Unseal(row.SealedSecret, ApiRegistry.NameOf(row.Id)), secret);
}
