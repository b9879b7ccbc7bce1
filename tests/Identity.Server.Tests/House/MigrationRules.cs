using System.Reflection;
using Identity.Server.Database;
using Identity.Server.Database.Upgrades;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Identity.Server.Tests.House;

/// <summary>Expand first, contract a release later: nodes of the release before serve while the new one migrates.</summary>
internal static class MigrationRules
{
    /// <summary>The last migration before there was anybody to be careful with.</summary>
    public const string Baseline = "20261121153420_Administration";

    public static IEnumerable<string> Trespasses(string changelog, Version shipping)
    {
        using var context = new DesignTimeContext().CreateDbContext([]);
        var assembly = context.GetService<IMigrationsAssembly>();
        var later = context.Database.GetMigrations().Where(name => string.CompareOrdinal(name, Baseline) > 0);
        return
        [
            .. MigrationPlan
                .Of(context, later)
                .SelectMany(migration =>
                    Judge(
                        migration,
                        assembly.Migrations[migration.Name].GetCustomAttribute<ContractAttribute>(),
                        changelog,
                        shipping
                    )
                ),
        ];
    }

    /// <param name="changelog">CHANGELOG.md: the releases that are out have a heading there.</param>
    /// <param name="shipping">The release that the migration is in.</param>
    public static IEnumerable<string> Judge(
        PlannedMigration migration,
        ContractAttribute? contract,
        string changelog,
        Version shipping
    )
    {
        if (!migration.IsTransactional && !migration.Statements.All(statement => statement.IsOutside))
        {
            yield return $"{migration.Name}: what is outside of a transaction is a migration of its own, for it may be done again";
        }
        foreach (
            var statement in migration.Statements.Where(statement => statement.Breaks is not null && contract is null)
        )
            yield return $"{migration.Name}: {statement.Breaks}: {statement.Text}; expand now, and contract a release later";
        if (contract is null)
            yield break;
        if (!migration.Statements.Any(statement => statement.Breaks is not null))
            yield return $"{migration.Name} takes nothing away: it needs no [Contract]";
        if (!changelog.Contains($"\n## [{contract.Since}]", StringComparison.Ordinal))
            yield return $"{migration.Name}: CHANGELOG.md knows no release {contract.Since}";
        else if (Version.Parse(contract.Since) >= shipping)
            yield return $"{migration.Name}: {contract.Since} is not out yet; a release must have been that does without";
    }
}
