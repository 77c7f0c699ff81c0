using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ReportLanguages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Every report made before is in English.
            migrationBuilder.AddColumn<string>(
                name: "Language",
                table: "Reports",
                type: "TEXT",
                maxLength: 8,
                nullable: false,
                defaultValue: "en");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Language",
                table: "Reports");
        }
    }
}
