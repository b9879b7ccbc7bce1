using Identity.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Tests;

/// <summary>Where a unit would open the database: a test that gets here has found one that is not in memory as it says.</summary>
internal sealed class NoDatabase : IDbContextFactory<ServerDbContext>
{
    public ServerDbContext CreateDbContext() => throw new InvalidOperationException("A unit asked for the database.");
}
