using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <summary>Keys name the agents they are for, and records of datasets the systems they belong to.</summary>
    public partial class KeysAndDatasets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "Systems", table: "Datasets", type: "TEXT", nullable: false, defaultValue: "[]");
            migrationBuilder.AddColumn<string>(name: "Agents", table: "ApiKeys", type: "TEXT", nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "Systems", table: "Datasets");
            migrationBuilder.DropColumn(name: "Agents", table: "ApiKeys");
        }
    }
}
