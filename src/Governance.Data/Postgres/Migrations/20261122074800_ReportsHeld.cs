using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ReportsHeld : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "HeldUntil",
                table: "Reports",
                type: "bigint",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "HeldUntil",
                table: "Reports");
        }
    }
}
