using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
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
                    Stream = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    SizeBytes = table.Column<long>(type: "bigint", nullable: false),
                    Rows = table.Column<long>(type: "bigint", nullable: false),
                    First = table.Column<long>(type: "bigint", nullable: false),
                    Last = table.Column<long>(type: "bigint", nullable: false),
                    Positions = table.Column<string>(type: "text", nullable: false),
                    WrittenAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StreamParts", x => new { x.Stream, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "StreamReads",
                columns: table => new
                {
                    Stream = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Parts = table.Column<long>(type: "bigint", nullable: false),
                    WholeUntil = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
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
