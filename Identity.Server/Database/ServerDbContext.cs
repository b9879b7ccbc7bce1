using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Database;

/// <summary>The one EF Core context: it gathers the table configurations that the rooms own, and names no entity itself.</summary>
internal sealed class ServerDbContext(DbContextOptions<ServerDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ServerDbContext).Assembly);
        SnakeCase.Apply(modelBuilder.Model);
    }
}
