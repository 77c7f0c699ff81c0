using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class AgentsBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Agents",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    RegisteredAt = table.Column<long>(type: "bigint", nullable: false),
                    RegisteredBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    StoppedAt = table.Column<long>(type: "bigint", nullable: true),
                    StoppedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    StopReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    StopReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    StopReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ResumedAt = table.Column<long>(type: "bigint", nullable: true),
                    ResumedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ResumeReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    ResumeReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    ResumeReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    IsStopped = table.Column<bool>(type: "boolean", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Stoppers = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Agents", x => x.Model);
                    table.ForeignKey(
                        name: "FK_Agents_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Agents");
        }
    }
}
