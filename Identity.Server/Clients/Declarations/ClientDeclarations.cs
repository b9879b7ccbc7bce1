using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Identity.Server.Clients.Metadata;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Clients.Declarations;

/// <summary>Makes clients what they are declared to be, within a transaction of the caller's: saying it twice changes nothing.</summary>
/// <remarks>What registered itself is its own: it is not shown, not changed and not taken away.</remarks>
internal sealed class ClientDeclarations(ClientSecrets secrets, TimeProvider clock)
{
    public const string Kind = "client";

    // What is compared with is what is changed: nobody writes in between.
    private const string Lock = "LOCK TABLE clients IN SHARE ROW EXCLUSIVE MODE";

    /// <summary>Nobody else writes a client until the transaction ends.</summary>
    public static Task LockAsync(ServerDbContext context, CancellationToken ct) =>
        context.Database.ExecuteSqlRawAsync(Lock, ct);

    /// <returns>What changes; of what has a problem, nothing is worth anything.</returns>
    public async Task<List<DocumentChange>> PutAsync(
        ServerDbContext context,
        IReadOnlyList<DeclaredClient> declared,
        List<DocumentProblem> problems,
        CancellationToken ct
    )
    {
        await LockAsync(context, ct);
        var ids = declared.Select(one => one.Client.ClientId).ToArray();
        var rows = await context
            .Set<ClientRow>()
            .Include(row => row.Secrets)
            .Where(row => ids.Contains(row.ClientId))
            .ToDictionaryAsync(row => row.ClientId, StringComparer.Ordinal, ct);
        var changes = new List<DocumentChange>();
        foreach (var one in declared)
        {
            var putting = rows.TryGetValue(one.Client.ClientId, out var row)
                ? Change(context, row, one)
                : Add(context, one);
            switch (putting)
            {
                case ({ IsOne: true } change, null):
                    changes.Add(change);
                    break;
                case (_, { } problem):
                    problems.Add(problem);
                    break;
            }
        }
        return changes;
    }

    /// <summary>The clients that nobody declares any more. Ending them is for who knows what hangs on them.</summary>
    public static async Task<List<DocumentChange>> LeftOverAsync(
        ServerDbContext context,
        IReadOnlySet<string> declared,
        CancellationToken ct
    ) =>
        [
            .. (await RowsAsync(context, ct))
                .Where(row => !declared.Contains(row.ClientId))
                .Select(row => new DocumentChange(Kind, row.ClientId, Write(row), After: null)),
        ];

    /// <summary>Every client as it would have to be declared, and whether it has a secret.</summary>
    public async Task<List<(DocumentChange Client, bool HasSecret)>> ListAsync(
        ServerDbContext context,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        return
        [
            .. (await RowsAsync(context, ct)).Select(row =>
                (
                    new DocumentChange(Kind, row.ClientId, Before: null, Write(row)),
                    row.Secrets.Exists(secret => secret.ExpiresAt is null || secret.ExpiresAt > now)
                )
            ),
        ];
    }

    private static async Task<IEnumerable<ClientRow>> RowsAsync(ServerDbContext context, CancellationToken ct) =>
        (
            await context
                .Set<ClientRow>()
                .AsNoTracking()
                .Include(row => row.Secrets)
                .Where(row => row.RegistrationTokenHash == null)
                .ToListAsync(ct)
        ).OrderBy(row => row.ClientId, StringComparer.Ordinal);

    private (DocumentChange?, DocumentProblem?) Add(ServerDbContext context, DeclaredClient declared)
    {
        var now = clock.GetUtcNow();
        var row = ClientRow.Of(declared.Client, now);
        row.DisabledAt = declared.IsDisabled == true ? now : null;
        if (declared.Secret is { Value: null } missing)
        {
            return (
                null,
                new DocumentProblem(
                    $"{declared.At}.secret",
                    $"The client '{row.ClientId}' is new and needs its secret, which {missing.Place} does not hold."
                )
            );
        }
        if (SecretProblem(row, declared.Secret) is { } problem)
            return (null, new DocumentProblem($"{declared.At}.secret", problem));
        var secret = PutSecret(context, row, declared.Secret);
        context.Add(row);
        return (new DocumentChange(Kind, row.ClientId, Before: null, Write(row)) { Secret = secret }, null);
    }

    private (DocumentChange?, DocumentProblem?) Change(ServerDbContext context, ClientRow row, DeclaredClient declared)
    {
        if (WhyNot(row, declared) is { } why)
            return (null, new DocumentProblem(declared.At, why));
        var now = clock.GetUtcNow();
        var before = Write(row);
        var change = new DocumentChange(
            Kind,
            row.ClientId,
            before,
            ClientMembers.Write(declared.Client, declared.IsDisabled ?? row.DisabledAt is not null)
        );
        if (change.IsOne)
        {
            row.Take(declared.Client);
            if (declared.IsDisabled is { } isDisabled)
                row.DisabledAt = isDisabled ? row.DisabledAt ?? now : null;
        }
        if (declared.IsByHand)
            ForgetHashes(context, row);
        if (SecretProblem(row, declared.Secret) is { } problem)
            return (null, new DocumentProblem($"{declared.At}.secret", problem));
        change = change with { Secret = PutSecret(context, row, declared.Secret) };
        if (change.IsOne)
            row.UpdatedAt = now;
        return (change, null);
    }

    private static string? WhyNot(ClientRow row, DeclaredClient declared)
    {
        if (row.RegistrationTokenHash is not null && !declared.IsByHand)
            return $"The client '{row.ClientId}' registered itself, and is its own to change.";
        return declared.IsImplied && row.AuthenticationMethod != declared.Client.AuthenticationMethod
            ? $"The client '{row.ClientId}' exists and authenticates by {row.AuthenticationMethod}; choose another id."
            : null;
    }

    // A hash signs nothing: where the secret is a key from now on, the client needs a new one.
    private static void ForgetHashes(ServerDbContext context, ClientRow row)
    {
        if (!ClientSecrets.IsKey(row.AuthenticationMethod, ClientMetadataJson.Read(row.Metadata)))
            return;
        context.RemoveRange(row.Secrets.Where(known => known.Sealed is null));
        row.Secrets.RemoveAll(known => known.Sealed is null);
    }

    private string? SecretProblem(ClientRow row, GivenSecret? given)
    {
        var metadata = ClientMetadataJson.Read(row.Metadata);
        if (!ClientSecrets.Has(row.AuthenticationMethod))
            return given is null ? null : $"The client '{row.ClientId}' authenticates without a secret.";
        if (TextOf(given) is { } secret)
            return ClientSecrets.WeaknessOf(secret, metadata) is { } weakness ? $"{given} {weakness}." : null;
        // Its hash signs nothing, and nobody can read it back.
        return
            ClientSecrets.IsKey(row.AuthenticationMethod, metadata)
            && row.Secrets.Exists(known => known.Sealed is null && !(known.ExpiresAt <= clock.GetUtcNow()))
            ? $"The secret of '{row.ClientId}' is kept as a hash, and cannot sign or encrypt: say where it is, or where a new one is."
            : null;
    }

    /// <returns>Null where it keeps the secret that it has.</returns>
    private NewSecret? PutSecret(ServerDbContext context, ClientRow row, GivenSecret? given)
    {
        if (!ClientSecrets.Has(row.AuthenticationMethod))
        {
            context.RemoveRange(row.Secrets);
            row.Secrets.Clear();
        }
        if (TextOf(given) is not { } secret)
            return null;

        var (now, hash) = (clock.GetUtcNow(), ClientRegistry.HashOf(secret));
        var isKey = ClientSecrets.IsKey(row.AuthenticationMethod, ClientMetadataJson.Read(row.Metadata));
        if (
            row.Secrets.MaxBy(known => known.Id) is { ExpiresAt: null } newest
            && CryptographicOperations.FixedTimeEquals(newest.Hash, hash)
            && (newest.Sealed is not null || !isKey)
        )
        {
            return null;
        }
        var until = now + given!.Overlap;
        foreach (var known in row.Secrets.Where(known => known.ExpiresAt is null || known.ExpiresAt > until))
            known.ExpiresAt = until;
        context.RemoveRange(row.Secrets.Where(known => known.ExpiresAt <= now));
        var made = secrets.ToRow(row, secret);
        row.Secrets.Add(made);
        context.Add(made);
        return new NewSecret(made.Id, given.Place);
    }

    private static string? TextOf(GivenSecret? given) =>
        given?.Value is { } value ? Encoding.UTF8.GetString(value) : null;

    private static JsonObject Write(ClientRow row) =>
        ClientMembers.Write(row.ToNewClient(), row.DisabledAt is not null);
}
