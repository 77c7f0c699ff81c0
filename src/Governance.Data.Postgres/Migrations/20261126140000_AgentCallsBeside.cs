using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class AgentCallsBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AgentCallBatches",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Count = table.Column<int>(type: "integer", nullable: false),
                    Root = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgentCallBatches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AgentCalls",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Batch = table.Column<int>(type: "integer", nullable: false),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ManifestSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Environment = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Run = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Tool = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Server = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    AmountParts = table.Column<long>(type: "bigint", nullable: true),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    Arguments = table.Column<string>(type: "text", nullable: true),
                    ArgumentsSalt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    ArgumentsSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    Policy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Rule = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    NeedsSignature = table.Column<bool>(type: "boolean", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: true),
                    AskedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Commitment = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Askers = table.Column<string>(type: "text", nullable: false),
                    Scopes = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgentCalls", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AgentCallAnswers",
                columns: table => new
                {
                    Call = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Allows = table.Column<bool>(type: "boolean", nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Role = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    AuthenticationMethod = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    AuthenticatedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgentCallAnswers", x => x.Call);
                    table.ForeignKey(
                        name: "FK_AgentCallAnswers_AgentCalls_Call",
                        column: x => x.Call,
                        principalTable: "AgentCalls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AgentCalls_Batch_Position",
                table: "AgentCalls",
                columns: new[] { "Batch", "Position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AgentCalls_Model_At",
                table: "AgentCalls",
                columns: new[] { "Model", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_AgentCalls_Model_Run",
                table: "AgentCalls",
                columns: new[] { "Model", "Run" });

            migrationBuilder.CreateIndex(
                name: "IX_AgentCalls_Verdict_ExpiresAt",
                table: "AgentCalls",
                columns: new[] { "Verdict", "ExpiresAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AgentCallAnswers");

            migrationBuilder.DropTable(
                name: "AgentCallBatches");

            migrationBuilder.DropTable(
                name: "AgentCalls");
        }
    }
}
