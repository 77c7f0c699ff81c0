using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ThreatModels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ThreatModels",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    System = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Rules = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ContentSha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    SubmittedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SubmittedByName = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    ReviewedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReviewedByName = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    Review_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Review_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Review_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    Authors = table.Column<string>(type: "TEXT", nullable: false),
                    Boundaries = table.Column<string>(type: "TEXT", nullable: false),
                    Components = table.Column<string>(type: "TEXT", nullable: false),
                    Decisions = table.Column<string>(type: "TEXT", nullable: false),
                    Flows = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ThreatModels", x => x.Id);
                    table.CheckConstraint("CK_ThreatModels_Submitted", "\"State\" = 'draft' OR (\"ContentSha256\" IS NOT NULL AND \"Rules\" IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_ThreatModels_AiSystems_System",
                        column: x => x.System,
                        principalTable: "AiSystems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ThreatPoints",
                columns: table => new
                {
                    System = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Threat = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Owner = table.Column<int>(type: "INTEGER", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    AddedByName = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    DoneByName = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    DoneAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ThreatPoints", x => new { x.System, x.Number });
                    table.ForeignKey(
                        name: "FK_ThreatPoints_AiSystems_System",
                        column: x => x.System,
                        principalTable: "AiSystems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ThreatModels_Open",
                table: "ThreatModels",
                column: "System",
                unique: true,
                filter: "\"State\" IN ('draft', 'submitted')");

            migrationBuilder.CreateIndex(
                name: "IX_ThreatModels_Reviewed",
                table: "ThreatModels",
                column: "System",
                unique: true,
                filter: "\"State\" = 'reviewed'");

            migrationBuilder.CreateIndex(
                name: "IX_ThreatModels_System_Number",
                table: "ThreatModels",
                columns: new[] { "System", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ThreatPoints_DoneAt_DueOn",
                table: "ThreatPoints",
                columns: new[] { "DoneAt", "DueOn" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ThreatModels");

            migrationBuilder.DropTable(
                name: "ThreatPoints");
        }
    }
}
