using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ExplanationRequests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ExplanationRequests",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Decision = table.Column<long>(type: "INTEGER", nullable: false),
                    DecisionId = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    DecisionTime = table.Column<long>(type: "INTEGER", nullable: false),
                    Person_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Person_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Person_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    RecordedBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    RecordedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Text_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Text_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Text_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    FactsSha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    DraftedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DraftedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Returned_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Returned_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Returned_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ReviewedBy = table.Column<int>(type: "INTEGER", nullable: true),
                    ReviewedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ReviewedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Via = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    Letter = table.Column<int>(type: "INTEGER", nullable: true),
                    Ground = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    Declined_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Declined_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Declined_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ClosedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ErasedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    Authors = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExplanationRequests", x => x.Id);
                    table.CheckConstraint("CK_ExplanationRequests_Declined", "\"State\" <> 'declined' OR (\"Ground\" IS NOT NULL AND \"Declined_Sha256\" IS NOT NULL)");
                    table.CheckConstraint("CK_ExplanationRequests_Reviewed", "\"State\" NOT IN ('reviewed', 'sent') OR \"ReviewedAt\" IS NOT NULL");
                    table.ForeignKey(
                        name: "FK_ExplanationRequests_Reports_Letter",
                        column: x => x.Letter,
                        principalTable: "Reports",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ExplanationRequests_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ExplanationRequests_DecisionId",
                table: "ExplanationRequests",
                column: "DecisionId");

            migrationBuilder.CreateIndex(
                name: "IX_ExplanationRequests_Letter",
                table: "ExplanationRequests",
                column: "Letter");

            migrationBuilder.CreateIndex(
                name: "IX_ExplanationRequests_Model_Version",
                table: "ExplanationRequests",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_ExplanationRequests_State_DueAt",
                table: "ExplanationRequests",
                columns: new[] { "State", "DueAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ExplanationRequests");
        }
    }
}
