using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class SystemTargets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SystemTargets",
                columns: table => new
                {
                    System = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Place = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Appetite = table.Column<int>(type: "integer", nullable: false),
                    Reason = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    DraftedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    DraftedAt = table.Column<long>(type: "bigint", nullable: false),
                    SupersededAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Authors = table.Column<string>(type: "text", nullable: false),
                    Targets = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SystemTargets", x => new { x.System, x.Id });
                    table.CheckConstraint("CK_SystemTargets_Appetite", "\"Appetite\" BETWEEN 1 AND 25");
                    table.ForeignKey(
                        name: "FK_SystemTargets_AiSystems_System",
                        column: x => x.System,
                        principalTable: "AiSystems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "TargetsSignatures",
                columns: table => new
                {
                    System = table.Column<int>(type: "integer", nullable: false),
                    Targets = table.Column<int>(type: "integer", nullable: false),
                    ContentSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    AuthenticatedAt = table.Column<long>(type: "bigint", nullable: false),
                    AuthenticationMethod = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TargetsSignatures", x => new { x.System, x.Targets });
                    table.ForeignKey(
                        name: "FK_TargetsSignatures_SystemTargets_System_Targets",
                        columns: x => new { x.System, x.Targets },
                        principalTable: "SystemTargets",
                        principalColumns: new[] { "System", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SystemTargets_Id",
                table: "SystemTargets",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SystemTargets_OneDraft",
                table: "SystemTargets",
                column: "System",
                unique: true,
                filter: "\"State\" = 'draft'");

            migrationBuilder.CreateIndex(
                name: "IX_SystemTargets_OneInForce",
                table: "SystemTargets",
                column: "System",
                unique: true,
                filter: "\"State\" = 'in-force'");

            migrationBuilder.CreateIndex(
                name: "IX_SystemTargets_State_Place",
                table: "SystemTargets",
                columns: new[] { "State", "Place" });

            migrationBuilder.CreateIndex(
                name: "IX_SystemTargets_System_Number",
                table: "SystemTargets",
                columns: new[] { "System", "Number" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "TargetsSignatures");

            migrationBuilder.DropTable(
                name: "SystemTargets");
        }
    }
}
