using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <summary>An alert is about one version: what is found about another one stands beside it, and does not take its place.</summary>
    public partial class AlertsByVersion : Migration
    {
        private const string Checks = "\"Monitor\" IS NULL AND \"State\" <> 'resolved'";
        private const string Monitors = "\"Monitor\" IS NOT NULL AND \"State\" <> 'resolved'";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_Alerts_Model_Rule_Field", table: "Alerts");
            migrationBuilder.DropIndex(name: "IX_Alerts_Monitor", table: "Alerts");
            migrationBuilder.CreateIndex(
                name: "IX_Alerts_Model_Rule_Field_Version",
                table: "Alerts",
                columns: ["Model", "Rule", "Field", "Version"],
                unique: true,
                filter: Checks
            );
            migrationBuilder.CreateIndex(
                name: "IX_Alerts_Monitor_Version",
                table: "Alerts",
                columns: ["Monitor", "Version"],
                unique: true,
                filter: Monitors
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_Alerts_Model_Rule_Field_Version", table: "Alerts");
            migrationBuilder.DropIndex(name: "IX_Alerts_Monitor_Version", table: "Alerts");
            migrationBuilder.CreateIndex(
                name: "IX_Alerts_Model_Rule_Field",
                table: "Alerts",
                columns: ["Model", "Rule", "Field"],
                unique: true,
                filter: Checks
            );
            migrationBuilder.CreateIndex(name: "IX_Alerts_Monitor", table: "Alerts", column: "Monitor", unique: true, filter: Monitors);
        }
    }
}
