using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
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

            migrationBuilder.AddColumn<long>(
                name: "FailingSince",
                table: "ValidationSchedules",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LastFault",
                table: "ValidationSchedules",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "RemovalReason_Salt",
                table: "HeldOutSets",
                type: "bytea",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemovalReason_Sha256",
                table: "HeldOutSets",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemovalReason_Text",
                table: "HeldOutSets",
                type: "character varying(8000)",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RemovedAt",
                table: "HeldOutSets",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemovedBy",
                table: "HeldOutSets",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemovedByName",
                table: "HeldOutSets",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rows",
                table: "HeldOutSets",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ReassignedAt",
                table: "DecisionReviews",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReassignedByName",
                table: "DecisionReviews",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Reassigned_Salt",
                table: "DecisionReviews",
                type: "bytea",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reassigned_Sha256",
                table: "DecisionReviews",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reassigned_Text",
                table: "DecisionReviews",
                type: "character varying(8000)",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.AddCheckConstraint(
                name: "CK_ValidationSchedules_Target",
                table: "ValidationSchedules",
                sql: "(\"Environment\" IS NULL AND \"Version\" IS NOT NULL) OR (\"Environment\" IS NOT NULL AND \"Version\" IS NULL)");

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
            migrationBuilder.DropCheckConstraint(
                name: "CK_ValidationSchedules_Target",
                table: "ValidationSchedules");

            migrationBuilder.DropIndex(
                name: "IX_HeldOutSets_Model_Sha256",
                table: "HeldOutSets");

            migrationBuilder.DropIndex(
                name: "IX_HeldOutSets_Model",
                table: "HeldOutSets");

            migrationBuilder.DropIndex(
                name: "IX_HeldOutSets_RemovedAt",
                table: "HeldOutSets");

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
