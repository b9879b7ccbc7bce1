using System.CommandLine;
using Identity.Server.Database;

namespace Identity.Server.Commands;

/// <summary>`migrate`: brings the schema up to this binary.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandHost host) =>
        host.OnSchema(
            new Command("migrate", "Apply the migrations that the database lacks."),
            async (services, ct) =>
            {
                var applied = await services.GetRequiredService<Migrator>().MigrateAsync(ct);
                return applied.Count == 0
                    ? CommandResult.Done("The database is up to date.")
                    : CommandResult.Done(applied.Select(name => $"applied {name}"));
            }
        );
}
