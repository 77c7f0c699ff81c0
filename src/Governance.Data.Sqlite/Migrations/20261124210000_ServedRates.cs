using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ServedRates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ServedRates",
                columns: table => new
                {
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    PerDay = table.Column<long>(type: "INTEGER", nullable: true),
                    DeclaredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DeclaredBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    DeclaredByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServedRates", x => x.Model);
                    table.ForeignKey(
                        name: "FK_ServedRates_Models_Model",
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
                name: "ServedRates");
        }
    }
}
