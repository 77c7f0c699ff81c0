using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class WindowSourcesBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "WindowSources",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Connection = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Table = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    TimeColumn = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Length = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Zone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    LatenessMinutes = table.Column<int>(type: "integer", nullable: false),
                    ByCounts = table.Column<bool>(type: "boolean", nullable: false),
                    ColumnsJson = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: false),
                    IsPaused = table.Column<bool>(type: "boolean", nullable: false),
                    ChangedAt = table.Column<long>(type: "bigint", nullable: false),
                    ChangedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ChangedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WindowSources", x => new { x.Model, x.Version });
                    table.ForeignKey(
                        name: "FK_WindowSources_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "WindowPulls",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Watermark = table.Column<long>(type: "bigint", nullable: false),
                    NextAt = table.Column<long>(type: "bigint", nullable: true),
                    HeldUntil = table.Column<long>(type: "bigint", nullable: true),
                    Tries = table.Column<int>(type: "integer", nullable: false),
                    Problem = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    LastAt = table.Column<long>(type: "bigint", nullable: true),
                    LastWindow = table.Column<int>(type: "integer", nullable: true),
                    LastStart = table.Column<long>(type: "bigint", nullable: true),
                    LastRows = table.Column<long>(type: "bigint", nullable: false),
                    LastBytes = table.Column<long>(type: "bigint", nullable: false),
                    LastMilliseconds = table.Column<long>(type: "bigint", nullable: false),
                    Done = table.Column<int>(type: "integer", nullable: false),
                    Empty = table.Column<int>(type: "integer", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WindowPulls", x => new { x.Model, x.Version });
                    table.ForeignKey(
                        name: "FK_WindowPulls_WindowSources_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "WindowSources",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_WindowPulls_NextAt",
                table: "WindowPulls",
                column: "NextAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "WindowPulls");

            migrationBuilder.DropTable(
                name: "WindowSources");
        }
    }
}
