using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class TrainingRunsBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "TrainingRuns",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Run = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false),
                    Job = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Commit = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    StartedAt = table.Column<long>(type: "bigint", nullable: false),
                    Verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Permit = table.Column<int>(type: "integer", nullable: true),
                    FoundAt = table.Column<long>(type: "bigint", nullable: false),
                    AnsweredAt = table.Column<long>(type: "bigint", nullable: true),
                    AnsweredBy = table.Column<int>(type: "integer", nullable: true),
                    Answer_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Answer_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Answer_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Asked = table.Column<string>(type: "text", nullable: false),
                    Data = table.Column<string>(type: "text", nullable: false),
                    Gaps = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrainingRuns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DataTasks",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Dataset = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Cause = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    EndedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Scope = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    Why_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Why_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Why_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Owner = table.Column<int>(type: "integer", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    RaisedAt = table.Column<long>(type: "bigint", nullable: false),
                    Outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    AnsweredAt = table.Column<long>(type: "bigint", nullable: true),
                    AnsweredBy = table.Column<int>(type: "integer", nullable: true),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Versions = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataTasks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DataTasks_Datasets_Dataset",
                        column: x => x.Dataset,
                        principalTable: "Datasets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IssuedTrainingPermits",
                columns: table => new
                {
                    StatementSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Permit = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    IssuedAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IssuedTrainingPermits", x => x.StatementSha256);
                    table.ForeignKey(
                        name: "FK_IssuedTrainingPermits_TrainingPermits_Permit",
                        column: x => x.Permit,
                        principalTable: "TrainingPermits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_DataTasks_Dataset_Cause_EndedOn",
                table: "DataTasks",
                columns: new[] { "Dataset", "Cause", "EndedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_DataTasks_Outcome_Owner",
                table: "DataTasks",
                columns: new[] { "Outcome", "Owner" });

            migrationBuilder.CreateIndex(
                name: "IX_IssuedTrainingPermits_Permit",
                table: "IssuedTrainingPermits",
                column: "Permit");

            migrationBuilder.CreateIndex(
                name: "IX_TrainingRuns_Model_Version",
                table: "TrainingRuns",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_TrainingRuns_Run",
                table: "TrainingRuns",
                column: "Run",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_TrainingRuns_Verdict_AnsweredAt",
                table: "TrainingRuns",
                columns: new[] { "Verdict", "AnsweredAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DataTasks");

            migrationBuilder.DropTable(
                name: "IssuedTrainingPermits");

            migrationBuilder.DropTable(
                name: "TrainingRuns");
        }
    }
}
