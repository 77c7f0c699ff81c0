using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class DecisionHours : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "DecisionHours",
                columns: table => new
                {
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    From = table.Column<long>(type: "INTEGER", nullable: false),
                    Batch = table.Column<int>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionHours", x => new { x.Source, x.From, x.Batch });
                });

            migrationBuilder.CreateIndex(
                name: "IX_DecisionHours_Batch",
                table: "DecisionHours",
                column: "Batch");

            // Decisions that are there: 17 bits of a number are the place in its batch, and 36,000,000,000 ticks are an hour.
            migrationBuilder.Sql(
                """
                INSERT INTO "DecisionHours" ("Source", "From", "Batch", "Until", "Count")
                SELECT "Source", "Time" - "Time" % 36000000000, "Number" >> 17, "Time" - "Time" % 36000000000 + 36000000000, count(*) FROM "Decisions" GROUP BY 1, 2, 3, 4
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DecisionHours");
        }
    }
}
