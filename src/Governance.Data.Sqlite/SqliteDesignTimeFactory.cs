using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Governance.Data.Sqlite;

/// <summary>For <c>dotnet ef migrations add NAME --project src/Governance.Data.Sqlite</c>.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteGovernanceDbContext>
{
    public SqliteGovernanceDbContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<SqliteGovernanceDbContext>()
                .UseSqlite("Data Source=design-time.db", SqliteGovernanceDbContext.WithMigrations)
                .Options
        );
}
