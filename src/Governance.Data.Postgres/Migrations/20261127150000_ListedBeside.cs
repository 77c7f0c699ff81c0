using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <summary>
    /// What pages show a part of has an index in its order, so that no page reads all there is to show the first of it: models by name,
    /// versions by stage, and of the notifications of a person those that were not read.
    /// </summary>
    public partial class ListedBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex("IX_Models_DisplayName_Name", "Models", ["DisplayName", "Name"]);
            migrationBuilder.CreateIndex("IX_Versions_Stage_Model", "Versions", ["Stage", "Model"]);
            migrationBuilder.CreateIndex("IX_Notifications_Person_Link", "Notifications", ["Person", "Link"]);
            migrationBuilder.CreateIndex("IX_Notifications_Unread", "Notifications", ["Person", "Id"], filter: "\"ReadAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex("IX_Models_DisplayName_Name", "Models");
            migrationBuilder.DropIndex("IX_Versions_Stage_Model", "Versions");
            migrationBuilder.DropIndex("IX_Notifications_Person_Link", "Notifications");
            migrationBuilder.DropIndex("IX_Notifications_Unread", "Notifications");
        }
    }
}
