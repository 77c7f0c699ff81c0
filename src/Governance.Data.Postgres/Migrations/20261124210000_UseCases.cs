using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Governance.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class UseCases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CalendarFeeds",
                columns: table => new
                {
                    Person = table.Column<int>(type: "integer", nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    TokenSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    MadeAt = table.Column<long>(type: "bigint", nullable: false),
                    RevokedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CalendarFeeds", x => x.Person);
                });

            migrationBuilder.CreateTable(
                name: "UseCases",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Purpose = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    Benefit = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    Vulnerable = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    Sourcing = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Supplier = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Product = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Hosting = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    DecisionRole = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    WishedStart = table.Column<DateOnly>(type: "date", nullable: true),
                    Owner = table.Column<int>(type: "integer", nullable: true),
                    BusinessUnit = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    AnswersSalt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    AnswersSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ProposedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ProposedAt = table.Column<long>(type: "bigint", nullable: false),
                    SubmittedAt = table.Column<long>(type: "bigint", nullable: true),
                    DueAt = table.Column<long>(type: "bigint", nullable: true),
                    Round = table.Column<int>(type: "integer", nullable: false),
                    Question_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Question_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Question_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    QuestionByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    DecidedBy = table.Column<int>(type: "integer", nullable: true),
                    ClosedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ClosedAt = table.Column<long>(type: "bigint", nullable: true),
                    System = table.Column<int>(type: "integer", nullable: true),
                    ExpectedClass = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ExpectedTier = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Pack = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    AffectedGroups = table.Column<string>(type: "text", nullable: false),
                    Data = table.Column<string>(type: "text", nullable: false),
                    Proposers = table.Column<string>(type: "text", nullable: false),
                    Screening = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UseCases", x => x.Id);
                    table.CheckConstraint("CK_UseCases_Accepted", "(\"State\" = 'accepted') = (\"System\" IS NOT NULL) AND (\"System\" IS NULL OR \"ExpectedClass\" <> 'prohibited')");
                    table.CheckConstraint("CK_UseCases_Decided", "\"State\" NOT IN ('accepted', 'declined') OR (\"DecidedBy\" IS NOT NULL AND \"ClosedAt\" IS NOT NULL)");
                    table.CheckConstraint("CK_UseCases_Declined", "\"State\" <> 'declined' OR \"Reason_Sha256\" IS NOT NULL");
                    table.ForeignKey(
                        name: "FK_UseCases_AiSystems_System",
                        column: x => x.System,
                        principalTable: "AiSystems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "UseCaseConditions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    UseCase = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Text_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Text_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Text_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    MetBy_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    MetBy_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    MetBy_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    MetByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    MetAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UseCaseConditions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_UseCaseConditions_UseCases_UseCase",
                        column: x => x.UseCase,
                        principalTable: "UseCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "UseCaseOpinions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    UseCase = table.Column<int>(type: "integer", nullable: false),
                    Round = table.Column<int>(type: "integer", nullable: false),
                    Function = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Words_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Words_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Words_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    PersonName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UseCaseOpinions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_UseCaseOpinions_UseCases_UseCase",
                        column: x => x.UseCase,
                        principalTable: "UseCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CalendarFeeds_TokenSha256",
                table: "CalendarFeeds",
                column: "TokenSha256",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UseCaseConditions_UseCase_Number",
                table: "UseCaseConditions",
                columns: new[] { "UseCase", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UseCaseOpinions_UseCase_Round_Function",
                table: "UseCaseOpinions",
                columns: new[] { "UseCase", "Round", "Function" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UseCaseOpinions_UseCase_Round_Person",
                table: "UseCaseOpinions",
                columns: new[] { "UseCase", "Round", "Person" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UseCases_State_DueAt",
                table: "UseCases",
                columns: new[] { "State", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_UseCases_System",
                table: "UseCases",
                column: "System",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CalendarFeeds");

            migrationBuilder.DropTable(
                name: "UseCaseConditions");

            migrationBuilder.DropTable(
                name: "UseCaseOpinions");

            migrationBuilder.DropTable(
                name: "UseCases");
        }
    }
}
