using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Data.Sqlite.Migrations;

/// <summary>
/// Who stored the artifacts there are, from the log; and the consent to delegations that were used, from the sign-offs given by them. One that
/// was never used waits for its delegate's word. Written by hand.
/// </summary>
[DbContext(typeof(SqliteGovernanceDbContext))]
[Migration("20261122000400_PartiesOfBefore")]
public sealed class PartiesOfBefore : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql(
            """
            UPDATE "Versions" SET "ArtifactStoredBy" = (
                SELECT e."Actor" FROM "AuditEntries" e
                WHERE e."Action" = 'artifact.stored' AND e."Subject" = "Versions"."Model" || '@' || "Versions"."Version" AND NOT e."Refused"
                ORDER BY e."Index" LIMIT 1)
            WHERE "ArtifactStoredAt" IS NOT NULL AND "ArtifactStoredBy" IS NULL;
            UPDATE "Delegations" SET "AcceptedAt" = (SELECT MIN(s."SignedAt") FROM "SignOffs" s WHERE s."Delegation" = "Delegations"."Id")
            WHERE "AcceptedAt" IS NULL AND EXISTS (SELECT 1 FROM "SignOffs" s WHERE s."Delegation" = "Delegations"."Id");
            """);
    }

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql("""UPDATE "Versions" SET "ArtifactStoredBy" = NULL; UPDATE "Delegations" SET "AcceptedAt" = NULL;""");
    }
}
