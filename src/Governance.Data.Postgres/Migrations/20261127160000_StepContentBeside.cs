using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <summary>
    /// What is kept of the content of agents' steps, by which policy, and who read it. Tables of their own, so that nodes of the earlier
    /// program store steps as they did.
    /// </summary>
    public partial class StepContentBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AgentContentPolicies",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    RetentionDays = table.Column<int>(type: "integer", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    ChangedAt = table.Column<long>(type: "bigint", nullable: false),
                    ChangedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Handling = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgentContentPolicies", x => x.Model);
                    table.ForeignKey(
                        name: "FK_AgentContentPolicies_Agents_Model",
                        column: x => x.Model,
                        principalTable: "Agents",
                        principalColumn: "Model",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AgentContentReadings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Model = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Run = table.Column<int>(type: "integer", nullable: false),
                    TraceId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    SpanId = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Purpose_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Purpose_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Purpose_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    By = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgentContentReadings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AgentStepContents",
                columns: table => new
                {
                    TraceId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    SpanId = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Handling = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Omission = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Parts = table.Column<string>(type: "text", nullable: false),
                    Content = table.Column<byte[]>(type: "bytea", nullable: true),
                    ReceivedAt = table.Column<long>(type: "bigint", nullable: false),
                    ErasedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgentStepContents", x => new { x.TraceId, x.SpanId });
                    table.ForeignKey(
                        name: "FK_AgentStepContents_AgentSteps_TraceId_SpanId",
                        columns: x => new { x.TraceId, x.SpanId },
                        principalTable: "AgentSteps",
                        principalColumns: new[] { "TraceId", "SpanId" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AgentContentReadings_Run",
                table: "AgentContentReadings",
                column: "Run");

            migrationBuilder.CreateIndex(
                name: "IX_AgentStepContents_Kept",
                table: "AgentStepContents",
                column: "ReceivedAt",
                filter: "\"Content\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AgentContentPolicies");

            migrationBuilder.DropTable(
                name: "AgentContentReadings");

            migrationBuilder.DropTable(
                name: "AgentStepContents");
        }
    }
}
