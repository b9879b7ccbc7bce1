using System.CommandLine;
using Identity.Server.Database;
using Identity.Server.Database.Upgrades;

namespace Identity.Server.Commands;

/// <summary>`migrate`: brings the schema up to this binary, or says what it would do.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandHost host)
    {
        var plan = new Option<bool>("--plan")
        {
            Description = "Print the statements, and what each will lock, and change nothing.",
        };
        var patience = new Option<TimeSpan>("--patience")
        {
            Description = "For how long to try again while others hold what must be locked.",
            DefaultValueFactory = _ => Migrator.Patience,
        };
        return host.OnSchema(
            new Command("migrate", "Apply the migrations that the database lacks.") { plan, patience },
            async (services, arguments, ct) =>
            {
                var migrator = services.GetRequiredService<Migrator>();
                if (arguments.GetValue(plan))
                {
                    var planned = await migrator.PlanAsync(ct);
                    var tables = planned.SelectMany(one => one.Held()).Select(one => one.Table);
                    return CommandResult.Done(
                        PlanLines.Of(planned, await services.GetRequiredService<TableSizes>().ReadAsync(tables, ct))
                    );
                }
                var applied = await migrator.MigrateAsync(arguments.GetValue(patience), ct);
                return applied.Count == 0
                    ? CommandResult.Done("The database is up to date.")
                    : CommandResult.Done(applied.Select(name => $"applied {name}"));
            }
        );
    }
}
