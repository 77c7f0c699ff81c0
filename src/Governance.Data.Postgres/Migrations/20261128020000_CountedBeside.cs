using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <summary>
    /// What is counted or looked for among all there is has an index: notifications of a person by kind, versions by number, and the
    /// requests that a gate blocks.
    /// </summary>
    public partial class CountedBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex("IX_Notifications_Person_Kind_ReadAt", "Notifications", ["Person", "Kind", "ReadAt"]);
            migrationBuilder.CreateIndex("IX_Versions_VersionKey", "Versions", "VersionKey");
            migrationBuilder.CreateIndex(
                "IX_Promotions_Blocked",
                "Promotions",
                "RequestedAt",
                filter: "\"GateOutcome\" IN ('fail', 'error')"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex("IX_Notifications_Person_Kind_ReadAt", "Notifications");
            migrationBuilder.DropIndex("IX_Versions_VersionKey", "Versions");
            migrationBuilder.DropIndex("IX_Promotions_Blocked", "Promotions");
        }
    }
}
