using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <summary>
    /// How far runs of agents are, in rows that the log states. Not beside an earlier program: that one would store lineage events and
    /// imported versions without the statements that this one asks for.
    /// </summary>
    public partial class CallTotals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AgentRunTotals",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Run = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Count = table.Column<int>(type: "integer", nullable: false),
                    FirstAt = table.Column<long>(type: "bigint", nullable: false),
                    Spent = table.Column<string>(type: "text", nullable: false),
                    Asked = table.Column<string>(type: "text", nullable: false),
                    Recent = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgentRunTotals", x => new { x.Model, x.Run });
                });

            // Parts of a row are looked for by the beginning of their key, whatever the server sorts texts by.
            migrationBuilder.Sql("CREATE INDEX IF NOT EXISTS \"IX_RecordSeals_Beginning\" ON \"RecordSeals\" (\"Table\", \"Key\" COLLATE \"C\")");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP INDEX IF EXISTS \"IX_RecordSeals_Beginning\"");
            migrationBuilder.DropTable(
                name: "AgentRunTotals");
        }
    }
}
