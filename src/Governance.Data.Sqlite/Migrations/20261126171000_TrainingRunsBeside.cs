using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
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
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Run = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    Job = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Commit = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Verdict = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Permit = table.Column<int>(type: "INTEGER", nullable: true),
                    FoundAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AnsweredBy = table.Column<int>(type: "INTEGER", nullable: true),
                    Answer_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Answer_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Answer_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    Asked = table.Column<string>(type: "TEXT", nullable: false),
                    Data = table.Column<string>(type: "TEXT", nullable: false),
                    Gaps = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrainingRuns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DataTasks",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Dataset = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Cause = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    EndedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Scope = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    Why_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Why_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Why_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Owner = table.Column<int>(type: "INTEGER", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    RaisedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AnsweredBy = table.Column<int>(type: "INTEGER", nullable: true),
                    Reason_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    Versions = table.Column<string>(type: "TEXT", nullable: false)
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
                    StatementSha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Permit = table.Column<int>(type: "INTEGER", nullable: false),
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    IssuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false)
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
