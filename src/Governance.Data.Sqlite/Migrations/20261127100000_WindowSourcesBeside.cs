using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
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
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Connection = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Table = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    TimeColumn = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Length = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Zone = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    LatenessMinutes = table.Column<int>(type: "INTEGER", nullable: false),
                    ByCounts = table.Column<bool>(type: "INTEGER", nullable: false),
                    ColumnsJson = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: false),
                    IsPaused = table.Column<bool>(type: "INTEGER", nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    ChangedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
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
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Watermark = table.Column<long>(type: "INTEGER", nullable: false),
                    NextAt = table.Column<long>(type: "INTEGER", nullable: true),
                    HeldUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastWindow = table.Column<int>(type: "INTEGER", nullable: true),
                    LastStart = table.Column<long>(type: "INTEGER", nullable: true),
                    LastRows = table.Column<long>(type: "INTEGER", nullable: false),
                    LastBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    LastMilliseconds = table.Column<long>(type: "INTEGER", nullable: false),
                    Done = table.Column<int>(type: "INTEGER", nullable: false),
                    Empty = table.Column<int>(type: "INTEGER", nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
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
