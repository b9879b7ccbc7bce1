using System.Runtime.CompilerServices;
using Identity.Server.Database;
using Identity.Server.Hosting.Checkups;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Compares the migrations of this build with those that the database has had.</summary>
internal sealed class MigrationsCheck : IDatabaseCheck
{
    private const string Applied = """
        SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY 1
        """;

    public string Name => "Migrations";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var context = new DesignTimeContext().CreateDbContext([]);
        var known = context.Database.GetMigrations().ToList();
        var applied = await patient.HasTableAsync("\"__EFMigrationsHistory\"", ct)
            ? await patient.ListAsync(Applied, row => row.GetString(0), ct)
            : [];
        var missing = known.Except(applied, StringComparer.Ordinal).ToList();
        var newer = applied.Except(known, StringComparer.Ordinal).ToList();

        if (missing.Count > 0)
        {
            yield return Finding.Fail(
                Name,
                $"The database is behind this build; it lacks {string.Join(", ", missing)}.",
                "Run `identity migrate` with a role that may alter tables, or set Database:MigrateOnStart to true."
            );
        }
        if (newer.Count > 0)
        {
            yield return Finding.Warn(
                Name,
                $"The database is ahead of this build, which does not know {string.Join(", ", newer)}. It serves.",
                "Replace this binary by the version that migrated."
            );
        }
        if (missing.Count + newer.Count == 0)
            yield return Finding.Pass(Name, $"{applied.Count} of {known.Count} applied, the last is {known[^1]}");
    }
}
