using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Identity.Server.Database.Upgrades;

/// <summary>Writes down what migrations will do, statement by statement, before any of it is done.</summary>
internal static class MigrationPlan
{
    /// <param name="names">The migrations that are missing, in their order.</param>
    public static IReadOnlyList<PlannedMigration> Of(ServerDbContext context, IEnumerable<string> names)
    {
        // Whatever one makes, the next finds there already; but nobody else is at work on it yet.
        var made = new HashSet<string>(StringComparer.Ordinal);
        return [.. names.Select(name => Plan(context, name, made))];
    }

    private static PlannedMigration Plan(ServerDbContext context, string name, HashSet<string> made)
    {
        var assembly = context.GetService<IMigrationsAssembly>();
        var migration = assembly.CreateMigration(assembly.Migrations[name], context.Database.ProviderName!);
        IModel model = context.GetService<IModelRuntimeInitializer>().Initialize(migration.TargetModel);
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.UpOperations, model);
        var statements = commands
            .SelectMany(command =>
                SqlStatement
                    .Split(command.CommandText)
                    .Select(statement => Plan(statement, command.TransactionSuppressed, made))
            )
            .ToList();
        var row = new HistoryRow(name, ProductInfo.GetVersion());
        return new PlannedMigration(name, statements, context.GetService<IHistoryRepository>().GetInsertScript(row));
    }

    private static PlannedStatement Plan(SqlStatement statement, bool isOutside, HashSet<string> made)
    {
        var effect = StatementLocks.Of(statement);
        if (effect.Creates is { } table)
            made.Add(table);
        return new PlannedStatement(
            statement.Text,
            isOutside,
            effect,
            [.. effect.Locks.Where(one => !made.Contains(one.Table))]
        )
        {
            Breaks =
                effect.Contracts is { } contraction && (contraction.Table is null || !made.Contains(contraction.Table))
                    ? contraction.Said
                    : null,
        };
    }
}
