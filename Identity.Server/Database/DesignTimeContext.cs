using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Identity.Server.Database;

/// <summary>Lets `dotnet ef` read the model without a server or a database.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<ServerDbContext>
{
    public ServerDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ServerDbContext>().UseNpgsql("Host=nowhere").Options);
}
