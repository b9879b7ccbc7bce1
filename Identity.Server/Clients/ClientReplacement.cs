using Identity.Server.Clients.Metadata;
using Identity.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Clients;

/// <summary>Makes a client what a document says it is, whether or not it exists: saying it twice changes nothing.</summary>
internal sealed class ClientReplacement(
    IDbContextFactory<ServerDbContext> contexts,
    ClientRegistry registry,
    TimeProvider clock
)
{
    /// <summary>Creates the client, or replaces everything about it but its secrets and whether it is disabled.</summary>
    public async Task<Registration> PutAsync(NewClient asked, CancellationToken ct)
    {
        if (asked.Problem() is { } problem)
            return new Registration.Refused(problem);

        await using var context = await contexts.CreateDbContextAsync(ct);
        if (
            await context
                .Set<ClientRow>()
                .Include(row => row.Secrets)
                .SingleOrDefaultAsync(row => row.ClientId == asked.ClientId, ct)
            is not { } row
        )
        {
            return await registry.CreateAsync(asked, ct);
        }
        if (row.AuthenticationMethod != asked.AuthenticationMethod)
        {
            return new Registration.Refused(
                $"The client '{asked.ClientId}' exists and authenticates by {row.AuthenticationMethod}; choose another id."
            );
        }

        // Its hash signs nothing, and nobody can read it back.
        if (
            ClientSecrets.IsKey(asked.AuthenticationMethod, asked.Metadata)
            && !row.Secrets.TrueForAll(secret => secret.Sealed is not null)
        )
        {
            return new Registration.Refused(
                $"The secret of '{asked.ClientId}' is kept as a hash, and cannot sign or encrypt; choose another id."
            );
        }

        row.Name = asked.Name ?? asked.ClientId;
        row.GrantTypes = asked.GrantTypes;
        row.Scopes = asked.Scopes;
        row.RedirectUris = asked.RedirectUris;
        row.Metadata = ClientMetadataJson.Write(asked.Metadata);
        row.Audience = asked.Audience;
        row.IsFirstParty = asked.IsFirstParty;
        row.RequiresVerifiedEmail = asked.RequiresVerifiedEmail;
        row.AccessTokenLifetime = asked.Lifetimes.AccessToken;
        row.RefreshTokenIdleLifetime = asked.Lifetimes.RefreshTokenIdle;
        row.RefreshTokenLifetime = asked.Lifetimes.RefreshToken;
        if (context.ChangeTracker.HasChanges())
            row.UpdatedAt = clock.GetUtcNow();
        await context.SaveChangesAsync(ct);
        return new Registration.Done(Secret: null);
    }
}
