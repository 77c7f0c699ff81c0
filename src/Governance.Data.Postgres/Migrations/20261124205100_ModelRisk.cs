using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ModelRisk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ModelChanges",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Against = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    IsMaterial = table.Column<bool>(type: "boolean", nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    AuthenticatedAt = table.Column<long>(type: "bigint", nullable: false),
                    AuthenticationMethod = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelChanges", x => new { x.Model, x.Id });
                    table.ForeignKey(
                        name: "FK_ModelChanges_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ModelOverlays",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Text_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Text_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Text_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Since = table.Column<DateOnly>(type: "date", nullable: false),
                    ReviewOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Owner = table.Column<int>(type: "integer", nullable: false),
                    OwnerName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ProposedBy = table.Column<int>(type: "integer", nullable: false),
                    ProposedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ProposedAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    ApprovedBy = table.Column<int>(type: "integer", nullable: true),
                    ApprovedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ApprovedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    EndReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    EndReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    EndedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelOverlays", x => new { x.Model, x.Id });
                    table.CheckConstraint("CK_ModelOverlays_Second", "\"State\" <> 'in-use' OR (\"ApprovedBy\" IS NOT NULL AND \"ApprovedBy\" <> \"ProposedBy\")");
                    table.ForeignKey(
                        name: "FK_ModelOverlays_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ModelValidations",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Scope_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Scope_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Scope_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Tests_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Tests_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Tests_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Validator = table.Column<int>(type: "integer", nullable: false),
                    ValidatorName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    PlannedBy = table.Column<int>(type: "integer", nullable: false),
                    PlannedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    PlannedAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    ClosedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelValidations", x => new { x.Model, x.Id });
                    table.ForeignKey(
                        name: "FK_ModelValidations_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "TierAssessments",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Impact = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Reach = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Reliance = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Method = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Data = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Opacity = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    MaterialityReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    MaterialityReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    MaterialityReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ComplexityReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    ComplexityReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    ComplexityReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Computed = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Tier = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    OverrideReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    OverrideReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    OverrideReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    RiskClass = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    By = table.Column<int>(type: "integer", nullable: false),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    DecidedBy = table.Column<int>(type: "integer", nullable: true),
                    DecidedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierAssessments", x => new { x.Model, x.Id });
                    table.CheckConstraint("CK_TierAssessments_Second", "\"State\" <> 'in-force' OR \"Tier\" <= \"Computed\" OR (\"DecidedBy\" IS NOT NULL AND \"DecidedBy\" <> \"By\")");
                    table.ForeignKey(
                        name: "FK_TierAssessments_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ValidationFindings",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Validation = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Severity = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Text_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Text_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Text_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Owner = table.Column<int>(type: "integer", nullable: false),
                    OwnerName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    DueAt = table.Column<long>(type: "bigint", nullable: false),
                    RaisedBy = table.Column<int>(type: "integer", nullable: false),
                    RaisedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    RaisedAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Evidence = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Closure_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Closure_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Closure_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ClosedBy = table.Column<int>(type: "integer", nullable: true),
                    ClosedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ClosedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ValidationFindings", x => new { x.Model, x.Id });
                    table.CheckConstraint("CK_ValidationFindings_Closed", "\"State\" <> 'closed' OR (\"Evidence\" IS NOT NULL AND \"ClosedBy\" IS NOT NULL AND \"ClosedBy\" <> \"Owner\")");
                    table.ForeignKey(
                        name: "FK_ValidationFindings_ModelValidations_Model_Validation",
                        columns: x => new { x.Model, x.Validation },
                        principalTable: "ModelValidations",
                        principalColumns: new[] { "Model", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ValidationReports",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Validation = table.Column<int>(type: "integer", nullable: false),
                    Conclusion = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Summary_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Summary_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Summary_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Challenged_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Challenged_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Challenged_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Outcome_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Outcome_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Outcome_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Conditions_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Conditions_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Conditions_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    AuthenticatedAt = table.Column<long>(type: "bigint", nullable: false),
                    AuthenticationMethod = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ValidationReports", x => new { x.Model, x.Validation });
                    table.ForeignKey(
                        name: "FK_ValidationReports_ModelValidations_Model_Validation",
                        columns: x => new { x.Model, x.Validation },
                        principalTable: "ModelValidations",
                        principalColumns: new[] { "Model", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ModelChanges_Id",
                table: "ModelChanges",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ModelChanges_Model_Version",
                table: "ModelChanges",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_ModelOverlays_Id",
                table: "ModelOverlays",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ModelOverlays_State_ReviewOn",
                table: "ModelOverlays",
                columns: new[] { "State", "ReviewOn" });

            migrationBuilder.CreateIndex(
                name: "IX_ModelValidations_Id",
                table: "ModelValidations",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ModelValidations_Model_Version",
                table: "ModelValidations",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_ModelValidations_State_DueOn",
                table: "ModelValidations",
                columns: new[] { "State", "DueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_TierAssessments_Id",
                table: "TierAssessments",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_TierAssessments_OneWaits",
                table: "TierAssessments",
                column: "Model",
                unique: true,
                filter: "\"State\" = 'proposed'");

            migrationBuilder.CreateIndex(
                name: "IX_ValidationFindings_Id",
                table: "ValidationFindings",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ValidationFindings_Model_Validation",
                table: "ValidationFindings",
                columns: new[] { "Model", "Validation" });

            migrationBuilder.CreateIndex(
                name: "IX_ValidationFindings_State_DueAt",
                table: "ValidationFindings",
                columns: new[] { "State", "DueAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ModelChanges");

            migrationBuilder.DropTable(
                name: "ModelOverlays");

            migrationBuilder.DropTable(
                name: "TierAssessments");

            migrationBuilder.DropTable(
                name: "ValidationFindings");

            migrationBuilder.DropTable(
                name: "ValidationReports");

            migrationBuilder.DropTable(
                name: "ModelValidations");
        }
    }
}
