using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ModelReviews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "AsksReview",
                table: "PostureFindings",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "ModelReviews",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Reasons_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reasons_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reasons_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Answers = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    RevalidateOn = table.Column<DateOnly>(type: "date", nullable: true),
                    By = table.Column<int>(type: "integer", nullable: false),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Environments = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelReviews", x => new { x.Model, x.Id });
                    table.ForeignKey(
                        name: "FK_ModelReviews_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ModelReviews_Id",
                table: "ModelReviews",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ModelReviews_Model_Version",
                table: "ModelReviews",
                columns: new[] { "Model", "Version" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ModelReviews");

            migrationBuilder.DropColumn(
                name: "AsksReview",
                table: "PostureFindings");
        }
    }
}
