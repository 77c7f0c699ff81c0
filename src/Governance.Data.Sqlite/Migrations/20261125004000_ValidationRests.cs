using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ValidationRests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_HeldOutSets_Model_Sha256",
                table: "HeldOutSets");

            // SQLite adds a constraint with a column alone; the other way is to make the table anew, for which the model was needed.
            migrationBuilder.Sql(
                """
                ALTER TABLE "ValidationSchedules" ADD COLUMN "FailingSince" INTEGER NULL CONSTRAINT "CK_ValidationSchedules_Target"
                CHECK (("Environment" IS NULL AND "Version" IS NOT NULL) OR ("Environment" IS NOT NULL AND "Version" IS NULL))
                """);

            migrationBuilder.AddColumn<string>(
                name: "LastFault",
                table: "ValidationSchedules",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "RemovalReason_Salt",
                table: "HeldOutSets",
                type: "BLOB",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemovalReason_Sha256",
                table: "HeldOutSets",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemovalReason_Text",
                table: "HeldOutSets",
                type: "TEXT",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RemovedAt",
                table: "HeldOutSets",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemovedBy",
                table: "HeldOutSets",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemovedByName",
                table: "HeldOutSets",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rows",
                table: "HeldOutSets",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ReassignedAt",
                table: "DecisionReviews",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReassignedByName",
                table: "DecisionReviews",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Reassigned_Salt",
                table: "DecisionReviews",
                type: "BLOB",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reassigned_Sha256",
                table: "DecisionReviews",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reassigned_Text",
                table: "DecisionReviews",
                type: "TEXT",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_HeldOutSets_Model_Sha256",
                table: "HeldOutSets",
                columns: new[] { "Model", "Sha256" },
                unique: true,
                filter: "\"RemovedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_HeldOutSets_Model",
                table: "HeldOutSets",
                column: "Model");

            migrationBuilder.CreateIndex(
                name: "IX_HeldOutSets_RemovedAt",
                table: "HeldOutSets",
                column: "RemovedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_HeldOutSets_Model_Sha256",
                table: "HeldOutSets");

            migrationBuilder.DropIndex(
                name: "IX_HeldOutSets_Model",
                table: "HeldOutSets");

            migrationBuilder.DropIndex(
                name: "IX_HeldOutSets_RemovedAt",
                table: "HeldOutSets");

            // Its constraint goes with it.
            migrationBuilder.DropColumn(
                name: "FailingSince",
                table: "ValidationSchedules");

            migrationBuilder.DropColumn(
                name: "LastFault",
                table: "ValidationSchedules");

            migrationBuilder.DropColumn(
                name: "RemovalReason_Salt",
                table: "HeldOutSets");

            migrationBuilder.DropColumn(
                name: "RemovalReason_Sha256",
                table: "HeldOutSets");

            migrationBuilder.DropColumn(
                name: "RemovalReason_Text",
                table: "HeldOutSets");

            migrationBuilder.DropColumn(
                name: "RemovedAt",
                table: "HeldOutSets");

            migrationBuilder.DropColumn(
                name: "RemovedBy",
                table: "HeldOutSets");

            migrationBuilder.DropColumn(
                name: "RemovedByName",
                table: "HeldOutSets");

            migrationBuilder.DropColumn(
                name: "Rows",
                table: "HeldOutSets");

            migrationBuilder.DropColumn(
                name: "ReassignedAt",
                table: "DecisionReviews");

            migrationBuilder.DropColumn(
                name: "ReassignedByName",
                table: "DecisionReviews");

            migrationBuilder.DropColumn(
                name: "Reassigned_Salt",
                table: "DecisionReviews");

            migrationBuilder.DropColumn(
                name: "Reassigned_Sha256",
                table: "DecisionReviews");

            migrationBuilder.DropColumn(
                name: "Reassigned_Text",
                table: "DecisionReviews");

            migrationBuilder.CreateIndex(
                name: "IX_HeldOutSets_Model_Sha256",
                table: "HeldOutSets",
                columns: new[] { "Model", "Sha256" },
                unique: true);
        }
    }
}
