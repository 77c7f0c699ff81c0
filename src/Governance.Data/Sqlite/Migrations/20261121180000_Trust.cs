using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Trust : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_AccessGrants",
                table: "AccessGrants");

            migrationBuilder.AddColumn<string>(
                name: "ArtifactStoredBy",
                table: "Versions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "FailedProofs",
                table: "Sessions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "MakersMaySign",
                table: "Promotions",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Parties",
                table: "Promotions",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<string>(
                name: "Rights",
                table: "IdempotencyRecords",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "SettleHours",
                table: "EmergencyOverrides",
                type: "INTEGER",
                nullable: false,
                defaultValue: 72);

            migrationBuilder.AddColumn<long>(
                name: "AcceptedAt",
                table: "Delegations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DeclinedAt",
                table: "Delegations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Administers",
                table: "ApiKeys",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AlterColumn<int>(
                name: "By",
                table: "AccessGrants",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(int),
                oldType: "INTEGER");

            migrationBuilder.AddColumn<long>(
                name: "ConfirmedAt",
                table: "AccessGrants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ConfirmedBy",
                table: "AccessGrants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "OnHost",
                table: "AccessGrants",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "Until",
                table: "AccessGrants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddPrimaryKey(
                name: "PK_AccessGrants",
                table: "AccessGrants",
                columns: new[] { "User", "What", "At" });

            migrationBuilder.CreateTable(
                name: "RecordSeals",
                columns: table => new
                {
                    Table = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 2100, nullable: false),
                    Salt = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    LogIndex = table.Column<long>(type: "INTEGER", nullable: false),
                    Members = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecordSeals", x => new { x.Table, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "RiskLowerings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    From = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    To = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    AskedBy = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    AskedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    DecidedBy = table.Column<int>(type: "INTEGER", nullable: true),
                    DecidedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RiskLowerings", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RiskLowerings_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_WaiverWords_Waiver",
                table: "WaiverWords",
                column: "Waiver");

            migrationBuilder.CreateIndex(
                name: "IX_SourceReviews_Model",
                table: "SourceReviews",
                column: "Model");

            migrationBuilder.CreateIndex(
                name: "IX_SignOffs_Promotion",
                table: "SignOffs",
                column: "Promotion");

            migrationBuilder.CreateIndex(
                name: "IX_RiskAcceptances_Risk",
                table: "RiskAcceptances",
                column: "Risk");

            migrationBuilder.CreateIndex(
                name: "IX_EmergencyOverrides_Promotion",
                table: "EmergencyOverrides",
                column: "Promotion");

            migrationBuilder.CreateIndex(
                name: "IX_Assessments_OneLive",
                table: "Assessments",
                column: "System",
                unique: true,
                filter: "\"State\" IN ('open', 'submitted')");

            migrationBuilder.CreateIndex(
                name: "IX_Assessments_System",
                table: "Assessments",
                column: "System");

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_OfMonitor",
                table: "Alerts",
                column: "Monitor");

            migrationBuilder.CreateIndex(
                name: "IX_AccessGrants_ConfirmedAt",
                table: "AccessGrants",
                column: "ConfirmedAt");

            migrationBuilder.CreateIndex(
                name: "IX_RiskLowerings_Model_State",
                table: "RiskLowerings",
                columns: new[] { "Model", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_RiskLowerings_OnePending",
                table: "RiskLowerings",
                column: "Model",
                unique: true,
                filter: "\"State\" = 'pending'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RecordSeals");

            migrationBuilder.DropTable(
                name: "RiskLowerings");

            migrationBuilder.DropIndex(
                name: "IX_WaiverWords_Waiver",
                table: "WaiverWords");

            migrationBuilder.DropIndex(
                name: "IX_SourceReviews_Model",
                table: "SourceReviews");

            migrationBuilder.DropIndex(
                name: "IX_SignOffs_Promotion",
                table: "SignOffs");

            migrationBuilder.DropIndex(
                name: "IX_RiskAcceptances_Risk",
                table: "RiskAcceptances");

            migrationBuilder.DropIndex(
                name: "IX_EmergencyOverrides_Promotion",
                table: "EmergencyOverrides");

            migrationBuilder.DropIndex(
                name: "IX_Assessments_OneLive",
                table: "Assessments");

            migrationBuilder.DropIndex(
                name: "IX_Assessments_System",
                table: "Assessments");

            migrationBuilder.DropIndex(
                name: "IX_Alerts_OfMonitor",
                table: "Alerts");

            migrationBuilder.DropPrimaryKey(
                name: "PK_AccessGrants",
                table: "AccessGrants");

            migrationBuilder.DropIndex(
                name: "IX_AccessGrants_ConfirmedAt",
                table: "AccessGrants");

            migrationBuilder.DropColumn(
                name: "ArtifactStoredBy",
                table: "Versions");

            migrationBuilder.DropColumn(
                name: "FailedProofs",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "MakersMaySign",
                table: "Promotions");

            migrationBuilder.DropColumn(
                name: "Parties",
                table: "Promotions");

            migrationBuilder.DropColumn(
                name: "Rights",
                table: "IdempotencyRecords");

            migrationBuilder.DropColumn(
                name: "SettleHours",
                table: "EmergencyOverrides");

            migrationBuilder.DropColumn(
                name: "AcceptedAt",
                table: "Delegations");

            migrationBuilder.DropColumn(
                name: "DeclinedAt",
                table: "Delegations");

            migrationBuilder.DropColumn(
                name: "Administers",
                table: "ApiKeys");

            migrationBuilder.DropColumn(
                name: "ConfirmedAt",
                table: "AccessGrants");

            migrationBuilder.DropColumn(
                name: "ConfirmedBy",
                table: "AccessGrants");

            migrationBuilder.DropColumn(
                name: "OnHost",
                table: "AccessGrants");

            migrationBuilder.DropColumn(
                name: "Until",
                table: "AccessGrants");

            migrationBuilder.AlterColumn<int>(
                name: "By",
                table: "AccessGrants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "INTEGER",
                oldNullable: true);

            migrationBuilder.AddPrimaryKey(
                name: "PK_AccessGrants",
                table: "AccessGrants",
                columns: new[] { "User", "What" });
        }
    }
}
