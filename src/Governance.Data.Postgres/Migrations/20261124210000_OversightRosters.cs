using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class OversightRosters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "EvidenceAttestations",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Evidence = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    AuthenticatedAt = table.Column<long>(type: "bigint", nullable: false),
                    AuthenticationMethod = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Envelope = table.Column<byte[]>(type: "bytea", nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    StatementSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EvidenceAttestations", x => new { x.Model, x.Evidence, x.Number });
                    table.ForeignKey(
                        name: "FK_EvidenceAttestations_Evidence_Evidence",
                        column: x => x.Evidence,
                        principalTable: "Evidence",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Overseers",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    System = table.Column<int>(type: "integer", nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    PersonName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Authority = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    Until = table.Column<DateOnly>(type: "date", nullable: true),
                    AppointedBy = table.Column<int>(type: "integer", nullable: false),
                    AppointedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    AppointedAt = table.Column<long>(type: "bigint", nullable: false),
                    ChangedAt = table.Column<long>(type: "bigint", nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Because = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    EndedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    EndReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    EndReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    EndReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Trainings = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Overseers", x => new { x.System, x.Id });
                    table.ForeignKey(
                        name: "FK_Overseers_AiSystems_System",
                        column: x => x.System,
                        principalTable: "AiSystems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "StopTests",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    System = table.Column<int>(type: "integer", nullable: false),
                    TestedAt = table.Column<long>(type: "bigint", nullable: false),
                    Result = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    What_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    What_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    What_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    SecondsToStop = table.Column<int>(type: "integer", nullable: true),
                    NextOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Reference = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    RecordedBy = table.Column<int>(type: "integer", nullable: false),
                    RecordedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    RecordedAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    DecidedBy = table.Column<int>(type: "integer", nullable: true),
                    DecidedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<long>(type: "bigint", nullable: true),
                    DeclineReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    DeclineReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    DeclineReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StopTests", x => new { x.System, x.Id });
                    table.ForeignKey(
                        name: "FK_StopTests_AiSystems_System",
                        column: x => x.System,
                        principalTable: "AiSystems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_EvidenceAttestations_Evidence_Person",
                table: "EvidenceAttestations",
                columns: new[] { "Evidence", "Person" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Overseers_Id",
                table: "Overseers",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Overseers_Person_EndedAt",
                table: "Overseers",
                columns: new[] { "Person", "EndedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_StopTests_Id",
                table: "StopTests",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StopTests_State_NextOn",
                table: "StopTests",
                columns: new[] { "State", "NextOn" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "EvidenceAttestations");

            migrationBuilder.DropTable(
                name: "Overseers");

            migrationBuilder.DropTable(
                name: "StopTests");
        }
    }
}
