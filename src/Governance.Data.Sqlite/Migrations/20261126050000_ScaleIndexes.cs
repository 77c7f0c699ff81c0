using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ScaleIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_FeatureDrifts_Drifting",
                table: "FeatureDrifts",
                column: "Window",
                filter: "\"Verdict\" IN ('moderate', 'major')");

            migrationBuilder.CreateIndex(
                name: "IX_Deployments_Serving",
                table: "Deployments",
                columns: new[] { "Stage", "Model", "Version" },
                filter: "\"Until\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_FeatureDrifts_Drifting",
                table: "FeatureDrifts");

            migrationBuilder.DropIndex(
                name: "IX_Deployments_Serving",
                table: "Deployments");
        }
    }
}
