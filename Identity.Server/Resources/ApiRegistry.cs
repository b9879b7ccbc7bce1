using System.Security.Cryptography;
using Identity.Jose;
using Identity.Server.Database;
using Identity.Server.Database.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Resources;

/// <summary>An API as an administrator's list shows it.</summary>
internal sealed record ApiSummary(
    string Audience,
    string Name,
    string Algorithm,
    TokenProfile Profile,
    string[] Scopes
);

/// <summary>Creates APIs and changes their secrets. A secret leaves this class once, when it is made.</summary>
internal sealed class ApiRegistry(IDbContextFactory<ServerDbContext> contexts, MasterKey master, TimeProvider clock)
{
    public async Task<ApiRegistration> CreateAsync(NewApi asked, CancellationToken ct)
    {
        if (asked.Problem() is { } problem)
            return new ApiRegistration.Refused(problem);

        await using var context = await contexts.CreateDbContextAsync(ct);
        if (await context.Set<ApiRow>().AnyAsync(row => row.Audience == asked.Audience, ct))
            return new ApiRegistration.Refused($"There is already an API '{asked.Audience}'.");
        if (
            await context.Set<ScopeRow>().Where(row => asked.Scopes.Contains(row.Name)).FirstOrDefaultAsync(ct) is
            { } taken
        )
        {
            return new ApiRegistration.Refused(
                $"The scope '{taken.Name}' belongs to the API '{taken.Audience}' already."
            );
        }

        var row = ApiRow.Of(asked, clock.GetUtcNow());
        foreach (var scope in asked.Scopes.Distinct(StringComparer.Ordinal))
        {
            row.Scopes.Add(
                new ScopeRow
                {
                    Name = scope,
                    Description = asked.ScopeDescriptions.GetValueOrDefault(scope) ?? scope,
                    Audience = asked.Audience,
                }
            );
        }

        var secret = asked.Algorithm.IsSymmetric ? asked.Secret ?? NewSecret(asked.Algorithm) : null;
        if (secret is not null)
            row.Secrets.Add(ToRow(asked.Audience, secret));
        context.Add(row);
        try
        {
            await context.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsTaken(e))
        {
            return new ApiRegistration.Refused(
                $"The API '{asked.Audience}' or one of its scopes was created just now."
            );
        }
        return new ApiRegistration.Done(secret);
    }

    /// <inheritdoc cref="RotateSecretAsync(string, TimeSpan, byte[], CancellationToken)"/>
    public Task<ApiRegistration> RotateSecretAsync(string audience, TimeSpan overlap, CancellationToken ct) =>
        RotateSecretAsync(audience, overlap, given: null, ct);

    /// <summary>Adds a new secret, which signs from now on, and lets the older ones verify for a while.</summary>
    /// <param name="given">A secret that the API has been given before us, so that it knows the first token too; null makes one.</param>
    public async Task<ApiRegistration> RotateSecretAsync(
        string audience,
        TimeSpan overlap,
        byte[]? given,
        CancellationToken ct
    )
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = context.Set<ApiRow>().Include(api => api.Secrets);
        if (await rows.SingleOrDefaultAsync(api => api.Audience == audience, ct) is not { } row)
            return new ApiRegistration.Refused($"There is no API '{audience}'.");
        if (!JwsAlgorithm.TryParse(row.Algorithm, out var algorithm) || !algorithm.IsSymmetric)
        {
            return new ApiRegistration.Refused(
                $"'{audience}' verifies with the server's public keys ({row.Algorithm}) and has no secret."
            );
        }

        // RFC 7518 §3.2: a key of the hash's size or larger.
        if (given?.Length < algorithm.HashLength)
            return new ApiRegistration.Refused($"A secret for {algorithm} has {algorithm.HashLength} bytes or more.");

        var now = clock.GetUtcNow();
        context.RemoveRange(row.Secrets.Where(old => old.ExpiresAt <= now));
        foreach (var old in row.Secrets.Where(old => old.ExpiresAt is null || old.ExpiresAt > now + overlap))
            old.ExpiresAt = now + overlap;
        var secret = given ?? NewSecret(algorithm);
        context.Add(ToRow(audience, secret));
        await context.SaveChangesAsync(ct);
        return new ApiRegistration.Done(secret);
    }

    public async Task<List<ApiSummary>> ListAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context
            .Set<ApiRow>()
            .AsNoTracking()
            .OrderBy(row => row.Audience)
            .Select(row => new ApiSummary(
                row.Audience,
                row.Name,
                row.Algorithm,
                row.Profile,
                row.Scopes.Select(scope => scope.Name).ToArray()
            ))
            .ToListAsync(ct);
    }

    public static string NameOf(Guid secretId) => $"API secret {secretId}";

    /// <summary>A secret that is long enough for an algorithm.</summary>
    public static byte[] NewSecret(JwsAlgorithm algorithm) =>
        RandomNumberGenerator.GetBytes(Math.Max(32, algorithm.HashLength));

    /// <summary>Seals a secret for the table.</summary>
    public ApiSecretRow ToRow(string audience, byte[] secret)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        return new ApiSecretRow
        {
            Id = id,
            Audience = audience,
            SealedSecret = master.Seal(secret, NameOf(id)),
            CreatedAt = clock.GetUtcNow(),
        };
    }
}

/// <summary>What came of creating or changing an API.</summary>
internal abstract record ApiRegistration
{
    /// <param name="Secret">What to give to the API, for the HS algorithms: nobody can read it again.</param>
    public sealed record Done(byte[]? Secret) : ApiRegistration
    {
        public override string ToString() => nameof(Done);
    }

    /// <param name="Why">A sentence for the person who asked.</param>
    public sealed record Refused(string Why) : ApiRegistration;
}
