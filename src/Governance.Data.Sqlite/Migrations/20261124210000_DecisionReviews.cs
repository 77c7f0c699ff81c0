using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class DecisionReviews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "DecisionReviews",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Decision = table.Column<long>(type: "INTEGER", nullable: false),
                    DecisionId = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    DecisionTime = table.Column<long>(type: "INTEGER", nullable: false),
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Rule = table.Column<string>(type: "TEXT", nullable: true),
                    Asked_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Asked_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Asked_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    AskedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    IsSample = table.Column<bool>(type: "INTEGER", nullable: false),
                    Reviewer = table.Column<int>(type: "INTEGER", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    EscalatedBy = table.Column<int>(type: "INTEGER", nullable: true),
                    EscalatedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    EscalatedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Escalated_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Escalated_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Escalated_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    AnsweredBy = table.Column<int>(type: "INTEGER", nullable: true),
                    AnsweredByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Reason_Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    NewOutcome = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    Barred = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionReviews", x => x.Id);
                    table.CheckConstraint("CK_DecisionReviews_Answered", "\"State\" NOT IN ('confirmed', 'overridden') OR (\"AnsweredBy\" IS NOT NULL AND \"Reason_Sha256\" IS NOT NULL)");
                    table.CheckConstraint("CK_DecisionReviews_Escalated", "\"State\" <> 'escalated' OR (\"EscalatedBy\" IS NOT NULL AND \"EscalatedBy\" <> \"Reviewer\")");
                    table.CheckConstraint("CK_DecisionReviews_Overridden", "\"State\" <> 'overridden' OR (\"NewOutcome\" IS NOT NULL AND \"ReasonCode\" IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_DecisionReviews_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DecisionTruths",
                columns: table => new
                {
                    Decision = table.Column<long>(type: "INTEGER", nullable: false),
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    DecisionTime = table.Column<long>(type: "INTEGER", nullable: false),
                    Label = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Labels = table.Column<long>(type: "INTEGER", nullable: false),
                    ArrivedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionTruths", x => x.Decision);
                });

            migrationBuilder.CreateTable(
                name: "ReviewPolicies",
                columns: table => new
                {
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    DueHours = table.Column<int>(type: "INTEGER", nullable: false),
                    EscalateTo = table.Column<int>(type: "INTEGER", nullable: true),
                    SampleShare = table.Column<double>(type: "REAL", nullable: false),
                    Seed = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    Turn = table.Column<int>(type: "INTEGER", nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Reviewers = table.Column<string>(type: "TEXT", nullable: false),
                    Rules = table.Column<string>(type: "TEXT", nullable: false),
                    Truths = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewPolicies", x => x.Model);
                    table.ForeignKey(
                        name: "FK_ReviewPolicies_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReviewTallies",
                columns: table => new
                {
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Day = table.Column<long>(type: "INTEGER", nullable: false),
                    Decisions = table.Column<long>(type: "INTEGER", nullable: false),
                    Sent = table.Column<long>(type: "INTEGER", nullable: false),
                    PassedOver = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewTallies", x => new { x.Model, x.Day });
                });

            migrationBuilder.CreateTable(
                name: "ReviewTasks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Batch = table.Column<int>(type: "INTEGER", nullable: true),
                    Version = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Labels = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewTasks", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_DecisionReviews_Decision_Ordinal",
                table: "DecisionReviews",
                columns: new[] { "Decision", "Ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DecisionReviews_Model_State",
                table: "DecisionReviews",
                columns: new[] { "Model", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_DecisionReviews_Model_Version",
                table: "DecisionReviews",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_DecisionReviews_Reviewer_State",
                table: "DecisionReviews",
                columns: new[] { "Reviewer", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_DecisionReviews_State_DueAt",
                table: "DecisionReviews",
                columns: new[] { "State", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_DecisionTruths_Source_DecisionTime",
                table: "DecisionTruths",
                columns: new[] { "Source", "DecisionTime" });

            migrationBuilder.CreateIndex(
                name: "IX_ReviewTasks_DueAt",
                table: "ReviewTasks",
                column: "DueAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DecisionReviews");

            migrationBuilder.DropTable(
                name: "DecisionTruths");

            migrationBuilder.DropTable(
                name: "ReviewPolicies");

            migrationBuilder.DropTable(
                name: "ReviewTallies");

            migrationBuilder.DropTable(
                name: "ReviewTasks");
        }
    }
}
