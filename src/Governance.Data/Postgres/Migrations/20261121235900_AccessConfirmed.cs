using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Data.Postgres.Migrations;

/// <summary>
/// What people held at the upgrade goes on counting: it is confirmed by whoever runs the upgrade. What came from the host, of which nothing was
/// noted, gets its row. Written by hand.
/// </summary>
[DbContext(typeof(PostgresGovernanceDbContext))]
[Migration("20261121235900_AccessConfirmed")]
public sealed class AccessConfirmed : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql(
            """
            UPDATE "AccessGrants" SET "ConfirmedAt" = "At", "OnHost" = TRUE WHERE "ConfirmedAt" IS NULL;
            INSERT INTO "AccessGrants" ("User", "What", "At", "ConfirmedAt", "OnHost")
            SELECT u."Id", 'account', u."CreatedAt", u."CreatedAt", TRUE
            FROM "AspNetUsers" u
            WHERE NOT EXISTS (SELECT 1 FROM "AccessGrants" g WHERE g."User" = u."Id" AND g."What" = 'account');
            INSERT INTO "AccessGrants" ("User", "What", "At", "ConfirmedAt", "OnHost")
            SELECT u."Id", r."Name", u."CreatedAt", u."CreatedAt", TRUE
            FROM "AspNetUserRoles" h
            JOIN "AspNetUsers" u ON u."Id" = h."UserId"
            JOIN "AspNetRoles" r ON r."Id" = h."RoleId"
            WHERE NOT EXISTS (SELECT 1 FROM "AccessGrants" g WHERE g."User" = u."Id" AND g."What" = r."Name");
            """);
    }

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        // What counts goes on counting.
    }
}
