using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Governance.Data.Postgres;

/// <summary>For <c>dotnet ef migrations add NAME --project src/Governance.Data.Postgres</c>.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresGovernanceDbContext>
{
    public PostgresGovernanceDbContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<PostgresGovernanceDbContext>()
                .UseNpgsql("Host=localhost;Database=design-time", PostgresGovernanceDbContext.WithMigrations)
                .Options
        );
}
