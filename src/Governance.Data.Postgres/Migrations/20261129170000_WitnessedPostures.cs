using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <summary>A posture may be of a version that no deployment names: its decisions alone show that it runs.</summary>
    public partial class WitnessedPostures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE \"Postures\" ALTER COLUMN \"Deployment\" DROP NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE \"Postures\" ALTER COLUMN \"Deployment\" SET NOT NULL");
        }
    }
}
