using System.Text;
using Identity.Server.Clients.Declarations;
using Identity.Server.Clients.Metadata;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Clients.Administration;

/// <summary>Creates and changes clients one by one, as administrators do who see what is there. This node knows of it at once.</summary>
internal sealed class ClientAdministration(
    IDbContextFactory<ServerDbContext> contexts,
    ClientDeclarations declarations,
    ClientSecrets secrets,
    ClientCatalog catalog,
    TimeProvider clock
)
{
    private const int MostSecrets = 10;

    /// <summary>Registers a client, with a secret where it needs one.</summary>
    public Task<ClientEdit> CreateAsync(DeclaredClient asked, CancellationToken ct) =>
        WriteAsync(
            asked.Client.ClientId,
            async (context, row) =>
            {
                if (row is not null)
                    return (null, new ClientEdit.InTheWay($"There is already a client '{asked.Client.ClientId}'."));
                var (method, metadata) = (asked.Client.AuthenticationMethod, asked.Client.Metadata);
                var secret = ClientSecrets.Has(method) ? ClientSecrets.New(method, metadata) : null;
                var given = secret is null
                    ? null
                    : new GivenSecret("what was made", Encoding.UTF8.GetBytes(secret), Overlap: TimeSpan.Zero);
                return (secret, await PutAsync(context, asked with { Secret = given }, ct));
            },
            ct
        );

    /// <summary>Makes a client what is asked for, all but its secrets.</summary>
    /// <param name="version">The one that the change was thought up for; null where any will do.</param>
    public Task<ClientEdit> ChangeAsync(DeclaredClient asked, string? version, CancellationToken ct) =>
        WriteAsync(
            asked.Client.ClientId,
            async (context, row) =>
                (null, WhyNot(row, version) ?? await PutAsync(context, asked with { IsByHand = true }, ct)),
            ct
        );

    /// <summary>Gives a client one more secret.</summary>
    /// <param name="overlap">How long the older ones stay good; null leaves them as they are.</param>
    public Task<ClientEdit> AddSecretAsync(
        string clientId,
        DateTimeOffset? expiresAt,
        TimeSpan? overlap,
        CancellationToken ct
    ) =>
        WriteAsync(
            clientId,
            (context, row) =>
                Task.FromResult(
                    WhyNot(row, version: null) is { } refused
                        ? (null, refused)
                        : AddSecret(context, row!, expiresAt, overlap)
                ),
            ct
        );

    /// <summary>Takes a secret from a client.</summary>
    public Task<ClientEdit> RemoveSecretAsync(string clientId, Guid secretId, CancellationToken ct) =>
        WriteAsync(
            clientId,
            (context, row) =>
            {
                if (row?.Secrets.Find(secret => secret.Id == secretId) is not { } gone)
                    return Task.FromResult<(string?, ClientEdit?)>((null, new ClientEdit.NoSuch()));
                row.Secrets.Remove(gone);
                context.Remove(gone);
                row.UpdatedAt = clock.GetUtcNow();
                return Task.FromResult<(string?, ClientEdit?)>((null, null));
            },
            ct
        );

    /// <summary>Holds a client as it is until a transaction of the caller's ends.</summary>
    /// <returns>What keeps whoever asks from changing it; null where nothing does.</returns>
    public static async Task<ClientEdit?> HoldAsync(
        ServerDbContext context,
        string clientId,
        string? version,
        CancellationToken ct
    )
    {
        await ClientDeclarations.LockAsync(context, ct);
        return WhyNot(await FindAsync(context, clientId, ct), version);
    }

    private static ClientEdit? WhyNot(ClientRow? row, string? version) =>
        row is null ? new ClientEdit.NoSuch()
        : version is null || AdministeredClient.Of(row).Version == version ? null
        : new ClientEdit.Moved();

    private static Task<ClientRow?> FindAsync(ServerDbContext context, string clientId, CancellationToken ct) =>
        context.Set<ClientRow>().Include(row => row.Secrets).SingleOrDefaultAsync(row => row.ClientId == clientId, ct);

    private async Task<ClientEdit?> PutAsync(ServerDbContext context, DeclaredClient asked, CancellationToken ct)
    {
        var problems = new List<DocumentProblem>();
        await declarations.PutAsync(context, [asked], problems, ct);
        return problems.Count > 0 ? new ClientEdit.Invalid(problems) : null;
    }

    private (string?, ClientEdit?) AddSecret(
        ServerDbContext context,
        ClientRow row,
        DateTimeOffset? expiresAt,
        TimeSpan? overlap
    )
    {
        if (!ClientSecrets.Has(row.AuthenticationMethod))
            return (null, new ClientEdit.InTheWay($"The client '{row.ClientId}' authenticates without a secret."));
        var now = clock.GetUtcNow();
        if (overlap is { } life)
        {
            foreach (var old in row.Secrets.Where(old => old.ExpiresAt is null || old.ExpiresAt > now + life))
                old.ExpiresAt = now + life;
        }
        var over = row.Secrets.Where(old => old.ExpiresAt <= now).ToList();
        context.RemoveRange(over);
        row.Secrets.RemoveAll(over.Contains);
        if (row.Secrets.Count >= MostSecrets)
            return (null, new ClientEdit.InTheWay($"A client has at most {MostSecrets} secrets: take one away first."));

        var secret = ClientSecrets.New(row.AuthenticationMethod, ClientMetadataJson.Read(row.Metadata));
        var made = secrets.ToRow(row, secret);
        made.ExpiresAt = expiresAt;
        context.Add(made);
        row.UpdatedAt = now;
        return (secret, null);
    }

    // One after the other: what is looked at is what is changed.
    private async Task<ClientEdit> WriteAsync(
        string clientId,
        Func<ServerDbContext, ClientRow?, Task<(string? Secret, ClientEdit? Refused)>> write,
        CancellationToken ct
    )
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        await ClientDeclarations.LockAsync(context, ct);
        var (secret, refused) = await write(context, await FindAsync(context, clientId, ct));
        if (refused is not null)
            return refused;
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        await catalog.ReloadAsync(clientId, ct);
        var row = context.Set<ClientRow>().Local.Single(one => one.ClientId == clientId);
        return new ClientEdit.Done(AdministeredClient.Of(row)) { Secret = secret };
    }
}
