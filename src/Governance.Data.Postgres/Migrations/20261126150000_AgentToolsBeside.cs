using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class AgentToolsBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AgentToolObservations",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Server = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    SeenBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    IsSilent = table.Column<bool>(type: "boolean", nullable: false),
                    ServerVersion = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Tools = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgentToolObservations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AgentToolObservations_Agents_Model",
                        column: x => x.Model,
                        principalTable: "Agents",
                        principalColumn: "Model",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AgentToolReviews",
                columns: table => new
                {
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Tool = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ReviewedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ReviewedAt = table.Column<long>(type: "bigint", nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Risks = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgentToolReviews", x => x.Sha256);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AgentToolObservations_Model_Server_Id",
                table: "AgentToolObservations",
                columns: new[] { "Model", "Server", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AgentToolObservations");

            migrationBuilder.DropTable(
                name: "AgentToolReviews");
        }
    }
}
