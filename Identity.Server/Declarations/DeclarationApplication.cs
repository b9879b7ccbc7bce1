using Identity.Server.Audit;
using Identity.Server.Database;
using Identity.Server.Database.Documents;
using Identity.Server.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Declarations;

/// <summary>How a declaration is applied.</summary>
/// <param name="Prunes">Whether what is not declared is deleted, of the kinds that are spoken of.</param>
/// <param name="IsDry">Whether it is only said what would change.</param>
internal sealed record ApplicationTerms(bool Prunes, bool IsDry)
{
    /// <summary>Who does it, for the audit.</summary>
    public AuditParty Actor { get; init; } = AuditParty.Console;
}

/// <summary>What came of applying a declaration.</summary>
internal abstract record Applied
{
    /// <param name="Changes">What was changed, or would be.</param>
    /// <param name="Notes">What whoever applied it had better know.</param>
    public sealed record Done(IReadOnlyList<DocumentChange> Changes, IReadOnlyList<string> Notes) : Applied;

    /// <summary>Something is another by now than what its change was thought up for.</summary>
    public sealed record Moved : Applied;

    public sealed record Refused(IReadOnlyList<DocumentProblem> Problems) : Applied;
}

/// <summary>Makes the server what it is declared to be, in one transaction: all of it or nothing. Applying it twice changes nothing.</summary>
internal sealed class DeclarationApplication(
    IDbContextFactory<ServerDbContext> contexts,
    DeclarationPlanner planner,
    ClientDeletion deletion,
    DeclaredKeys keys,
    ChangeAudit audit
)
{
    public async Task<Applied> ApplyAsync(Declaration declared, ApplicationTerms terms, CancellationToken ct)
    {
        var problems = new List<DocumentProblem>();
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var plan = await planner.PlanAsync(context, declared, terms.Prunes, problems, ct);
        if (plan.HasMoved)
            return new Applied.Moved();
        if (problems.Count > 0)
            return new Applied.Refused(problems);

        if (!terms.IsDry && plan.Changes.Count > 0)
        {
            await WriteAsync(context, plan, ct);
            await transaction.CommitAsync(ct);
            Record(terms.Actor, plan);
        }
        return new Applied.Done(plan.Changes, [.. DeclarationNotes.On(plan.Declared, plan.Apis, plan.Changes)]);
    }

    private async Task WriteAsync(ServerDbContext context, DeclarationPlan plan, CancellationToken ct)
    {
        await context.SaveChangesAsync(ct);
        context.AddRange(plan.Given);
        await context.SaveChangesAsync(ct);
        foreach (var client in plan.Ended)
            await deletion.DeleteAsync(context, client.Name, ct);
        await keys.EnsureAsync(plan.Declared, ct);
    }

    private void Record(AuditParty actor, DeclarationPlan plan)
    {
        foreach (var change in plan.Changes.Except(plan.RoleChanges))
            audit.Record(actor, change);
        foreach (var change in plan.RoleChanges)
            audit.Record(actor, change, AuditKind.RoleMembership);
    }
}
