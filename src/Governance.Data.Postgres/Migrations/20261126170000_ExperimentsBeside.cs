using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ExperimentsBeside : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Experiments",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Champion = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Challenger = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Hypothesis = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    Effect = table.Column<double>(type: "double precision", nullable: false),
                    Alpha = table.Column<double>(type: "double precision", nullable: false),
                    Power = table.Column<double>(type: "double precision", nullable: false),
                    Share = table.Column<double>(type: "double precision", nullable: false),
                    Population = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ChampionSize = table.Column<long>(type: "bigint", nullable: false),
                    ChallengerSize = table.Column<long>(type: "bigint", nullable: false),
                    EndsAt = table.Column<long>(type: "bigint", nullable: true),
                    Owner = table.Column<int>(type: "integer", nullable: false),
                    PlannedAt = table.Column<long>(type: "bigint", nullable: false),
                    PlannedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    StartedAt = table.Column<long>(type: "bigint", nullable: true),
                    StoppedAt = table.Column<long>(type: "bigint", nullable: true),
                    StoppedBecause = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    StoppedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Evidence = table.Column<int>(type: "integer", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Metrics = table.Column<string>(type: "text", nullable: false),
                    Planners = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Experiments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ExperimentBatches",
                columns: table => new
                {
                    Experiment = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    By = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Figures = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExperimentBatches", x => new { x.Experiment, x.Number });
                    table.ForeignKey(
                        name: "FK_ExperimentBatches_Experiments_Experiment",
                        column: x => x.Experiment,
                        principalTable: "Experiments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ExperimentDecisions",
                columns: table => new
                {
                    Experiment = table.Column<int>(type: "integer", nullable: false),
                    Step = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
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
                    table.PrimaryKey("PK_ExperimentDecisions", x => new { x.Experiment, x.Step });
                    table.ForeignKey(
                        name: "FK_ExperimentDecisions_Experiments_Experiment",
                        column: x => x.Experiment,
                        principalTable: "Experiments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ExperimentBatches_Experiment_Name",
                table: "ExperimentBatches",
                columns: new[] { "Experiment", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Experiments_Model_Challenger",
                table: "Experiments",
                columns: new[] { "Model", "Challenger" });

            migrationBuilder.CreateIndex(
                name: "IX_Experiments_State",
                table: "Experiments",
                column: "State");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ExperimentBatches");

            migrationBuilder.DropTable(
                name: "ExperimentDecisions");

            migrationBuilder.DropTable(
                name: "Experiments");
        }
    }
}
