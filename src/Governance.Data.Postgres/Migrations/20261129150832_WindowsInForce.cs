using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class WindowsInForce : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Windows_Model_Version_Role_Start_End",
                table: "Windows");

            migrationBuilder.AddColumn<long>(
                name: "AskedAt",
                table: "Windows",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AskedBy",
                table: "Windows",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AskedByName",
                table: "Windows",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DecidedAt",
                table: "Windows",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DecidedBy",
                table: "Windows",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DecidedByName",
                table: "Windows",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Decision_Salt",
                table: "Windows",
                type: "bytea",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Decision_Sha256",
                table: "Windows",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Decision_Text",
                table: "Windows",
                type: "character varying(8000)",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Reason_Salt",
                table: "Windows",
                type: "bytea",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reason_Sha256",
                table: "Windows",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reason_Text",
                table: "Windows",
                type: "character varying(8000)",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Repeats",
                table: "Windows",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Status",
                table: "Windows",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "in-force");

            migrationBuilder.CreateTable(
                name: "DecisionIdFilters",
                columns: table => new
                {
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Bits = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionIdFilters", x => x.Sha256);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Windows_Model_DataSha256",
                table: "Windows",
                columns: new[] { "Model", "DataSha256" });

            migrationBuilder.CreateIndex(
                name: "IX_Windows_Model_Version_End",
                table: "Windows",
                columns: new[] { "Model", "Version", "End" });

            migrationBuilder.CreateIndex(
                name: "IX_Windows_Model_Version_Role_Start_End",
                table: "Windows",
                columns: new[] { "Model", "Version", "Role", "Start", "End" },
                unique: true,
                filter: "\"Status\" IN ('in-force', 'requested')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DecisionIdFilters");

            migrationBuilder.DropIndex(
                name: "IX_Windows_Model_DataSha256",
                table: "Windows");

            migrationBuilder.DropIndex(
                name: "IX_Windows_Model_Version_End",
                table: "Windows");

            migrationBuilder.DropIndex(
                name: "IX_Windows_Model_Version_Role_Start_End",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "AskedAt",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "AskedBy",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "AskedByName",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "DecidedAt",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "DecidedBy",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "DecidedByName",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "Decision_Salt",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "Decision_Sha256",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "Decision_Text",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "Reason_Salt",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "Reason_Sha256",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "Reason_Text",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "Repeats",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "Status",
                table: "Windows");

            migrationBuilder.CreateIndex(
                name: "IX_Windows_Model_Version_Role_Start_End",
                table: "Windows",
                columns: new[] { "Model", "Version", "Role", "Start", "End" },
                unique: true);
        }
    }
}
