using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Playbooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Calls",
                table: "Incidents",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.CreateTable(
                name: "PlaybookCalls",
                columns: table => new
                {
                    Incident = table.Column<int>(type: "INTEGER", nullable: false),
                    Step = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PlaybookCalls", x => new { x.Incident, x.Step, x.Number });
                    table.ForeignKey(
                        name: "FK_PlaybookCalls_Incidents_Incident",
                        column: x => x.Incident,
                        principalTable: "Incidents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PlaybookVersions",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Reason_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ProposedBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ProposedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ProposedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Rejection_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Rejection_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Rejection_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    Authors = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PlaybookVersions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PlaybookApprovals",
                columns: table => new
                {
                    Playbook = table.Column<int>(type: "INTEGER", nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Person = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    AuthenticatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AuthenticationMethod = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    LogIndex = table.Column<long>(type: "INTEGER", nullable: true),
                    PrintedName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PlaybookApprovals", x => x.Playbook);
                    table.ForeignKey(
                        name: "FK_PlaybookApprovals_PlaybookVersions_Playbook",
                        column: x => x.Playbook,
                        principalTable: "PlaybookVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PlaybookCalls_NextAt",
                table: "PlaybookCalls",
                column: "NextAt");

            migrationBuilder.CreateIndex(
                name: "IX_PlaybookVersions_Approved",
                table: "PlaybookVersions",
                columns: new[] { "Name", "Version" },
                unique: true,
                filter: "\"State\" = 'approved'");

            migrationBuilder.CreateIndex(
                name: "IX_PlaybookVersions_OneOpen",
                table: "PlaybookVersions",
                column: "Name",
                unique: true,
                filter: "\"State\" = 'proposed'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PlaybookApprovals");

            migrationBuilder.DropTable(
                name: "PlaybookCalls");

            migrationBuilder.DropTable(
                name: "PlaybookVersions");

            migrationBuilder.DropColumn(
                name: "Calls",
                table: "Incidents");
        }
    }
}
