using Identity.Server.Audit;
using Identity.Server.Clients.Declarations;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Identity.Server.Keys;
using Identity.Server.Resources.Declarations;
using Identity.Server.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Commands.Declarations;

/// <summary>How a declaration is applied.</summary>
/// <param name="Prunes">Whether what is not declared is deleted, of the kinds that are spoken of.</param>
/// <param name="IsDry">Whether it is only said what would change.</param>
internal sealed record ApplicationTerms(bool Prunes, bool IsDry);

/// <summary>What came of applying a declaration.</summary>
internal abstract record Applied
{
    /// <param name="Changes">What was changed, or would be.</param>
    /// <param name="Notes">What whoever applied it had better know.</param>
    public sealed record Done(IReadOnlyList<DocumentChange> Changes, IReadOnlyList<string> Notes) : Applied;

    public sealed record Refused(IReadOnlyList<DocumentProblem> Problems) : Applied;
}

/// <summary>Makes the server what it is declared to be, in one transaction: all of it or nothing. Applying it twice changes nothing.</summary>
internal sealed class DeclarationApplication(
    IDbContextFactory<ServerDbContext> contexts,
    DeclaredRooms rooms,
    SigningKeys keys,
    ResponseKeys responseKeys,
    ChangeAudit audit
)
{
    public async Task<Applied> ApplyAsync(Declaration declared, ApplicationTerms terms, CancellationToken ct)
    {
        var problems = new List<DocumentProblem>();
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var profiles = await rooms.Profiles.PutAsync(
            context,
            declared.Profiles ?? [],
            terms.Prunes && declared.Profiles is not null,
            problems,
            ct
        );
        var whole = WithParts(declared);
        var served = profiles.Served;
        var apis = await rooms.Apis.PutAsync(
            context,
            whole.Apis!,
            audience => !(terms.Prunes && declared.Apis is not null) || served.Any(one => one.Api.Audience == audience),
            problems,
            ct
        );
        var clients = await rooms.Clients.PutAsync(context, whole.Clients!, problems, ct);
        if (problems.Count > 0)
            return new Applied.Refused(problems);

        var names = whole.Clients!.Select(one => one.Client.ClientId).Concat(served.Select(one => one.Client.Id));
        var ended =
            terms.Prunes && declared.Clients is not null
                ? await ClientDeclarations.LeftOverAsync(context, names.ToHashSet(StringComparer.Ordinal), ct)
                : [];
        List<DocumentChange> changes = [.. apis.Changes, .. clients, .. ended, .. profiles.Changes];
        if (!terms.IsDry && changes.Count > 0)
        {
            await context.SaveChangesAsync(ct);
            foreach (var client in ended)
                await rooms.Deletion.DeleteAsync(context, client.Name, ct);
            await EnsureKeysAsync(whole, ct);
            await transaction.CommitAsync(ct);
            foreach (var change in changes)
                audit.Record(AuditParty.Console, change);
        }
        return new Applied.Done(changes, [.. DeclarationNotes.On(whole, apis, changes)]);
    }

    // A profile brings its API and its client along, unless the file says itself what these are.
    private static Declaration WithParts(Declaration declared)
    {
        var apis = (declared.Apis ?? []).ToList();
        var clients = (declared.Clients ?? []).ToList();
        foreach (var (profile, secret, at) in declared.Profiles ?? [])
        {
            if (!apis.Exists(one => one.Api.Audience == profile.Api.Audience))
                apis.Add(new DeclaredApi(ProfileParts.ApiOf(profile), secret, $"{at}.api"));
            if (!clients.Exists(one => one.Client.ClientId == profile.Client.Id))
                clients.Add(new DeclaredClient(ProfileParts.ClientOf(profile), IsDisabled: null, At: $"{at}.client"));
        }
        return declared with { Apis = apis, Clients = clients };
    }

    // A key for a new algorithm must be there before the first token is asked for.
    private async Task EnsureKeysAsync(Declaration declared, CancellationToken ct)
    {
        foreach (var algorithm in declared.Apis!.Select(one => one.Api.Algorithm).Distinct())
        {
            if (!algorithm.IsSymmetric)
                await keys.EnsureAsync(algorithm, ct);
        }
        foreach (var client in declared.Clients!)
            await responseKeys.EnsureAsync(client.Client.Metadata, ct);
    }
}
