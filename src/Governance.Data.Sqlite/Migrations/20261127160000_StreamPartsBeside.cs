using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class StreamPartsBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "StreamParts",
                columns: table => new
                {
                    Stream = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    SizeBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Rows = table.Column<long>(type: "INTEGER", nullable: false),
                    First = table.Column<long>(type: "INTEGER", nullable: false),
                    Last = table.Column<long>(type: "INTEGER", nullable: false),
                    Positions = table.Column<string>(type: "TEXT", nullable: false),
                    WrittenAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StreamParts", x => new { x.Stream, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "StreamReads",
                columns: table => new
                {
                    Stream = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Parts = table.Column<long>(type: "INTEGER", nullable: false),
                    WholeUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StreamReads", x => x.Stream);
                });

            migrationBuilder.CreateIndex(
                name: "IX_StreamParts_Sha256",
                table: "StreamParts",
                column: "Sha256");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "StreamParts");

            migrationBuilder.DropTable(
                name: "StreamReads");
        }
    }
}
