using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class MeasurementsWithdrawn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_LabelBatches_Model_Version_DataSha256",
                table: "LabelBatches");

            migrationBuilder.DropIndex(
                name: "IX_BusinessFigures_Model_Version_Name_Start_End",
                table: "BusinessFigures");

            migrationBuilder.AddColumn<bool>(
                name: "KnowsLabels",
                table: "Windows",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "AskedAt",
                table: "LabelBatches",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AskedBy",
                table: "LabelBatches",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AskedByName",
                table: "LabelBatches",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DecidedAt",
                table: "LabelBatches",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DecidedBy",
                table: "LabelBatches",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DecidedByName",
                table: "LabelBatches",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Decision_Salt",
                table: "LabelBatches",
                type: "bytea",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Decision_Sha256",
                table: "LabelBatches",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Decision_Text",
                table: "LabelBatches",
                type: "character varying(8000)",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Reason_Salt",
                table: "LabelBatches",
                type: "bytea",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reason_Sha256",
                table: "LabelBatches",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reason_Text",
                table: "LabelBatches",
                type: "character varying(8000)",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Status",
                table: "LabelBatches",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "in-force");

            migrationBuilder.AddColumn<long>(
                name: "AskedAt",
                table: "BusinessFigures",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AskedBy",
                table: "BusinessFigures",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AskedByName",
                table: "BusinessFigures",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DecidedAt",
                table: "BusinessFigures",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DecidedBy",
                table: "BusinessFigures",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DecidedByName",
                table: "BusinessFigures",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Decision_Salt",
                table: "BusinessFigures",
                type: "bytea",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Decision_Sha256",
                table: "BusinessFigures",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Decision_Text",
                table: "BusinessFigures",
                type: "character varying(8000)",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Reason_Salt",
                table: "BusinessFigures",
                type: "bytea",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reason_Sha256",
                table: "BusinessFigures",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reason_Text",
                table: "BusinessFigures",
                type: "character varying(8000)",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Status",
                table: "BusinessFigures",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "in-force");

            migrationBuilder.CreateTable(
                name: "WindowLabels",
                columns: table => new
                {
                    Window = table.Column<int>(type: "integer", nullable: false),
                    DataSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WindowLabels", x => new { x.Window, x.DataSha256 });
                    table.ForeignKey(
                        name: "FK_WindowLabels_Windows_Window",
                        column: x => x.Window,
                        principalTable: "Windows",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_LabelBatches_Model_Version_DataSha256",
                table: "LabelBatches",
                columns: new[] { "Model", "Version", "DataSha256" },
                unique: true,
                filter: "\"Status\" IN ('in-force', 'requested')");

            migrationBuilder.CreateIndex(
                name: "IX_BusinessFigures_Model_Version_Name_Start_End",
                table: "BusinessFigures",
                columns: new[] { "Model", "Version", "Name", "Start", "End" },
                unique: true,
                filter: "\"Status\" IN ('in-force', 'requested')");

            migrationBuilder.CreateIndex(
                name: "IX_LabelBatches_Model_Version",
                table: "LabelBatches",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_BusinessFigures_Model_Version",
                table: "BusinessFigures",
                columns: new[] { "Model", "Version" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_LabelBatches_Model_Version", table: "LabelBatches");
            migrationBuilder.DropIndex(name: "IX_BusinessFigures_Model_Version", table: "BusinessFigures");
            migrationBuilder.DropTable(
                name: "WindowLabels");

            migrationBuilder.DropIndex(
                name: "IX_LabelBatches_Model_Version_DataSha256",
                table: "LabelBatches");

            migrationBuilder.DropIndex(
                name: "IX_BusinessFigures_Model_Version_Name_Start_End",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "KnowsLabels",
                table: "Windows");

            migrationBuilder.DropColumn(
                name: "AskedAt",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "AskedBy",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "AskedByName",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "DecidedAt",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "DecidedBy",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "DecidedByName",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "Decision_Salt",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "Decision_Sha256",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "Decision_Text",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "Reason_Salt",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "Reason_Sha256",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "Reason_Text",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "Status",
                table: "LabelBatches");

            migrationBuilder.DropColumn(
                name: "AskedAt",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "AskedBy",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "AskedByName",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "DecidedAt",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "DecidedBy",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "DecidedByName",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "Decision_Salt",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "Decision_Sha256",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "Decision_Text",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "Reason_Salt",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "Reason_Sha256",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "Reason_Text",
                table: "BusinessFigures");

            migrationBuilder.DropColumn(
                name: "Status",
                table: "BusinessFigures");

            migrationBuilder.CreateIndex(
                name: "IX_LabelBatches_Model_Version_DataSha256",
                table: "LabelBatches",
                columns: new[] { "Model", "Version", "DataSha256" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BusinessFigures_Model_Version_Name_Start_End",
                table: "BusinessFigures",
                columns: new[] { "Model", "Version", "Name", "Start", "End" },
                unique: true);
        }
    }
}
