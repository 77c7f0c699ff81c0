using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <summary>
    /// A posture may be of a version that no deployment names: its decisions alone show that it runs. SQLite has no statement that takes NOT
    /// NULL away; its own documentation (ALTER TABLE, "Making Other Kinds Of Table Schema Changes") changes the stored text for it, which
    /// touches no row. The index that is made and dropped tells every other connection to read the schema again.
    /// </summary>
    public partial class WitnessedPostures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => Change(migrationBuilder, "NOT NULL", "NULL");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => Change(migrationBuilder, "NULL", "NOT NULL");

        private static void Change(MigrationBuilder migrationBuilder, string from, string to)
        {
            migrationBuilder.Sql("PRAGMA writable_schema = ON");
            migrationBuilder.Sql(
                "UPDATE sqlite_schema SET sql = replace(sql, '\"Deployment\" INTEGER " + from + ",', '\"Deployment\" INTEGER " + to + ",') "
                    + "WHERE type = 'table' AND name = 'Postures'"
            );
            migrationBuilder.Sql("PRAGMA writable_schema = RESET");
            migrationBuilder.Sql("CREATE INDEX \"IX_Postures_Reread\" ON \"Postures\" (\"Version\")");
            migrationBuilder.Sql("DROP INDEX \"IX_Postures_Reread\"");
        }
    }
}
