using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Data.Postgres.Migrations
{
    /// <summary>
    /// Decisions whose content is not erased yet, by source and time: what retention looks for. Without it each look, and each ten thousand
    /// that are erased, read everything erased before. Written by hand, as the table is.
    /// </summary>
    public partial class KeptDecisionsBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.CreateIndex("IX_Decisions_Kept", "Decisions", ["Source", "Time"], filter: "\"Content\" IS NOT NULL");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropIndex("IX_Decisions_Kept", "Decisions");
    }
}
