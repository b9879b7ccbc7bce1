using Identity.Jose;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Identity.Server.Resources.Declarations;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Resources.Administration;

/// <summary>Shows, creates and changes APIs one by one, as administrators do who see what is there. This node knows of it at once.</summary>
internal sealed class ApiAdministration(
    IDbContextFactory<ServerDbContext> contexts,
    ApiDeclarations declarations,
    ApiRegistry registry,
    ApiCatalog catalog,
    TimeProvider clock
)
{
    private const int MostSecrets = 10;

    /// <summary>Every API, the server's own as well.</summary>
    public async Task<List<AdministeredApi>> ListAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await Whole(context).AsNoTracking().ToListAsync(ct);
        return [.. rows.Select(row => AdministeredApi.Of(row, row.Scopes))];
    }

    public async Task<AdministeredApi?> FindAsync(string audience, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await Whole(context).AsNoTracking().SingleOrDefaultAsync(row => row.Audience == audience, ct) is { } row
            ? AdministeredApi.Of(row, row.Scopes)
            : null;
    }

    /// <summary>Creates an API, with a secret where its tokens are signed with one.</summary>
    public Task<ApiEdit> CreateAsync(DeclaredApi asked, CancellationToken ct) =>
        WriteAsync(
            asked.Api.Audience,
            async (context, row) =>
            {
                if (row is not null)
                    return (null, new ApiEdit.InTheWay($"There is already an API '{asked.Api.Audience}'."));
                var secret = asked.Api.Algorithm.IsSymmetric ? ApiRegistry.NewSecret(asked.Api.Algorithm) : null;
                var given = secret is null ? null : new GivenSecret("what was made", secret, Overlap: TimeSpan.Zero);
                return (secret, await PutAsync(context, asked with { Secret = given }, ct));
            },
            ct
        );

    /// <summary>Makes an API what is asked for, all but its algorithm and its secrets.</summary>
    /// <param name="version">The one that the change was thought up for; null where any will do.</param>
    public Task<ApiEdit> ChangeAsync(DeclaredApi asked, string? version, CancellationToken ct) =>
        WriteAsync(
            asked.Api.Audience,
            async (context, row) => (null, WhyNot(row, version) ?? await PutAsync(context, asked, ct)),
            ct
        );

    /// <summary>Deletes an API with its scopes.</summary>
    /// <inheritdoc cref="ChangeAsync"/>
    public async Task<ApiEdit> DeleteAsync(string audience, string? version, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var row = await HoldAsync(context, audience, ct);
        if (WhyNot(row, version) is { } refused)
            return refused;
        var gone = AdministeredApi.Of(row!, row!.Scopes);
        context.Remove(row);
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        await catalog.ReloadAsync(ct);
        return new ApiEdit.Done(gone);
    }

    /// <summary>Gives an API a new secret, which signs from now on.</summary>
    /// <param name="overlap">How long tokens that are signed with the older ones are still good to us.</param>
    public Task<ApiEdit> AddSecretAsync(string audience, TimeSpan overlap, CancellationToken ct) =>
        WriteAsync(
            audience,
            (context, row) =>
                Task.FromResult(
                    WhyNot(row, version: null) is { } refused ? (null, refused) : AddSecret(context, row!, overlap)
                ),
            ct
        );

    /// <summary>Takes a secret from an API, so that no token which it signed is good to us.</summary>
    public Task<ApiEdit> RemoveSecretAsync(string audience, Guid secretId, CancellationToken ct) =>
        WriteAsync(
            audience,
            (context, row) => Task.FromResult<(byte[]?, ApiEdit?)>((null, RemoveSecret(context, row, secretId))),
            ct
        );

    private static ApiEdit? WhyNot(ApiRow? row, string? version) =>
        row is null ? new ApiEdit.NoSuch()
        : BuiltInApi.ProblemOfChanging(row.Audience) is { } builtIn ? new ApiEdit.InTheWay(builtIn)
        : version is null || AdministeredApi.Of(row, row.Scopes).Version == version ? null
        : new ApiEdit.Moved();

    private (byte[]?, ApiEdit?) AddSecret(ServerDbContext context, ApiRow row, TimeSpan overlap)
    {
        if (!JwsAlgorithm.TryParse(row.Algorithm, out var algorithm) || !algorithm.IsSymmetric)
        {
            return (
                null,
                new ApiEdit.InTheWay(
                    $"'{row.Audience}' verifies with the server's public keys ({row.Algorithm}) and has no secret."
                )
            );
        }
        var now = clock.GetUtcNow();
        foreach (var old in row.Secrets.Where(old => old.ExpiresAt is null || old.ExpiresAt > now + overlap))
            old.ExpiresAt = now + overlap;
        foreach (var over in row.Secrets.Where(old => old.ExpiresAt <= now).ToList())
        {
            row.Secrets.Remove(over);
            context.Remove(over);
        }
        if (row.Secrets.Count >= MostSecrets)
            return (null, new ApiEdit.InTheWay($"An API has at most {MostSecrets} secrets: take one away first."));
        var secret = ApiRegistry.NewSecret(algorithm);
        context.Add(registry.ToRow(row.Audience, secret));
        return (secret, null);
    }

    private static ApiEdit? RemoveSecret(ServerDbContext context, ApiRow? row, Guid secretId)
    {
        if (row?.Secrets.Find(secret => secret.Id == secretId) is not { } gone)
            return new ApiEdit.NoSuch();
        if (row.Secrets.MaxBy(secret => secret.Id) == gone)
            return new ApiEdit.InTheWay("This secret signs. Make another one first, and give it to the API.");
        row.Secrets.Remove(gone);
        context.Remove(gone);
        return null;
    }

    private async Task<ApiEdit?> PutAsync(ServerDbContext context, DeclaredApi asked, CancellationToken ct)
    {
        var problems = new List<DocumentProblem>();
        await declarations.PutAsync(context, [asked], kept: _ => true, problems, ct);
        return problems.Count > 0 ? new ApiEdit.Invalid(problems) : null;
    }

    private static IQueryable<ApiRow> Whole(ServerDbContext context) =>
        context.Set<ApiRow>().AsSplitQuery().Include(row => row.Secrets).Include(row => row.Scopes);

    private static async Task<ApiRow?> HoldAsync(ServerDbContext context, string audience, CancellationToken ct)
    {
        await ApiDeclarations.LockAsync(context, ct);
        return await Whole(context).SingleOrDefaultAsync(row => row.Audience == audience, ct);
    }

    // One after the other: what is looked at is what is changed.
    private async Task<ApiEdit> WriteAsync(
        string audience,
        Func<ServerDbContext, ApiRow?, Task<(byte[]? Secret, ApiEdit? Refused)>> write,
        CancellationToken ct
    )
    {
        byte[]? secret;
        await using (var context = await contexts.CreateDbContextAsync(ct))
        {
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            (secret, var refused) = await write(context, await HoldAsync(context, audience, ct));
            if (refused is not null)
                return refused;
            await context.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        await catalog.ReloadAsync(ct);
        return await FindAsync(audience, ct) is { } api
            ? new ApiEdit.Done(api) { Secret = secret }
            : new ApiEdit.NoSuch();
    }
}
