using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class HoldsAndKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "HeldUntil",
                table: "Reports",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Place",
                table: "IdempotencyRecords",
                type: "text",
                nullable: true);

            // So far it stood where answers have their own.
            migrationBuilder.Sql("""UPDATE "IdempotencyRecords" SET "Place" = "Location", "Location" = NULL WHERE "Status" = 102""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "HeldUntil",
                table: "Reports");

            migrationBuilder.DropColumn(
                name: "Place",
                table: "IdempotencyRecords");
        }
    }
}
