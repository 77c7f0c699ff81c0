using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
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
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    RegisteredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RegisteredBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    StoppedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    StoppedBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    StopReason_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    StopReason_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    StopReason_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ResumedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ResumedBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ResumeReason_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    ResumeReason_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    ResumeReason_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    IsStopped = table.Column<bool>(type: "INTEGER", nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    Stoppers = table.Column<string>(type: "TEXT", nullable: false)
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
