using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Governance.Data.Postgres.Migrations
{
    /// <summary>
    /// The whole schema as the seven migrations up to this id had made it, which it stands for (docs/adr/0025): a database that has applied the last
    /// of them has applied this one. Columns stand in the order, and with the defaults, that the seven gave them.
    /// </summary>
    public partial class WholeSchema : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AccessGrants",
                columns: table => new
                {
                    User = table.Column<int>(type: "integer", nullable: false),
                    What = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    By = table.Column<int>(type: "integer", nullable: true),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    ConfirmedAt = table.Column<long>(type: "bigint", nullable: true),
                    ConfirmedBy = table.Column<int>(type: "integer", nullable: true),
                    OnHost = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    Until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AccessGrants", x => new { x.User, x.What, x.At });
                });

            migrationBuilder.CreateTable(
                name: "AccessReviews",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    DueAt = table.Column<long>(type: "bigint", nullable: false),
                    OpenedBy = table.Column<int>(type: "integer", nullable: false),
                    OpenedAt = table.Column<long>(type: "bigint", nullable: false),
                    ClosedAt = table.Column<long>(type: "bigint", nullable: true),
                    ClosedBy = table.Column<int>(type: "integer", nullable: true),
                    ResultSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AccessReviews", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AiSystems",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    NameKey = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Purpose = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    Owner = table.Column<int>(type: "integer", nullable: false),
                    LifeCycle = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Supplier = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    PlacedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    DecommissioningPlan = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    BusinessUnit = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    RegisteredAt = table.Column<long>(type: "bigint", nullable: false),
                    RegisteredBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ChangedAt = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    AffectedGroups = table.Column<string>(type: "text", nullable: false),
                    Components = table.Column<string>(type: "text", nullable: false),
                    Countries = table.Column<string>(type: "text", nullable: false),
                    Models = table.Column<string>(type: "text", nullable: false),
                    Roles = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AiSystems", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AnsweredChallenges",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AnsweredChallenges", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "ApiKeys",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Hint = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Scopes = table.Column<string>(type: "text", nullable: false),
                    Owner = table.Column<int>(type: "integer", nullable: true),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    RevokedAt = table.Column<long>(type: "bigint", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    CreatedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    LastUsedAt = table.Column<long>(type: "bigint", nullable: true),
                    Administers = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AspNetRoles",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    NormalizedName = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    ConcurrencyStamp = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetRoles", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUsers",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    PasswordResetAt = table.Column<long>(type: "bigint", nullable: true),
                    DisabledAt = table.Column<long>(type: "bigint", nullable: true),
                    BreakGlass = table.Column<bool>(type: "boolean", nullable: false),
                    UserName = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    NormalizedUserName = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    Email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    NormalizedEmail = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    EmailConfirmed = table.Column<bool>(type: "boolean", nullable: false),
                    PasswordHash = table.Column<string>(type: "text", nullable: true),
                    SecurityStamp = table.Column<string>(type: "text", nullable: true),
                    ConcurrencyStamp = table.Column<string>(type: "text", nullable: true),
                    PhoneNumber = table.Column<string>(type: "text", nullable: true),
                    PhoneNumberConfirmed = table.Column<bool>(type: "boolean", nullable: false),
                    TwoFactorEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    LockoutEnd = table.Column<long>(type: "bigint", nullable: true),
                    LockoutEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    AccessFailedCount = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUsers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AuditEntries",
                columns: table => new
                {
                    Index = table.Column<long>(type: "bigint", nullable: false),
                    Leaf = table.Column<byte[]>(type: "bytea", nullable: false),
                    LeafHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Time = table.Column<long>(type: "bigint", nullable: false),
                    Actor = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Refused = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEntries", x => x.Index);
                });

            migrationBuilder.CreateTable(
                name: "AuditNodes",
                columns: table => new
                {
                    Position = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditNodes", x => x.Position);
                    table.CheckConstraint("CK_AuditNodes_Hash", "length(\"Hash\") = 32");
                });

            migrationBuilder.CreateTable(
                name: "Cards",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Content = table.Column<byte[]>(type: "bytea", nullable: true),
                    ContentSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    ChangedAt = table.Column<long>(type: "bigint", nullable: false),
                    SubmittedAt = table.Column<long>(type: "bigint", nullable: true),
                    SubmittedByName = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    ReviewedAt = table.Column<long>(type: "bigint", nullable: true),
                    ReviewedByName = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    Review_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Review_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Review_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Authors = table.Column<string>(type: "text", nullable: false),
                    Texts = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Cards", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CheckpointCosignatures",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Witness = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    Line = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CheckpointCosignatures", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Checkpoints",
                columns: table => new
                {
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Origin = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Root = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Note = table.Column<string>(type: "text", nullable: false),
                    SignedAt = table.Column<long>(type: "bigint", nullable: false),
                    TimeSignature = table.Column<byte[]>(type: "bytea", maxLength: 80, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Checkpoints", x => x.Size);
                    table.CheckConstraint("CK_Checkpoints_Root", "length(\"Root\") = 32");
                });

            migrationBuilder.CreateTable(
                name: "Comments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Subject = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    AuthorName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Text_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Text_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Text_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    Mentions = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Comments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Counters",
                columns: table => new
                {
                    Prefix = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    Last = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Counters", x => x.Prefix);
                });

            migrationBuilder.CreateTable(
                name: "DashboardSubscriptions",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    View = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Days = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    System = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    Owner = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    Cadence = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Day = table.Column<int>(type: "integer", nullable: false),
                    Hour = table.Column<int>(type: "integer", nullable: false),
                    TimeZone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    NextAt = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DashboardSubscriptions", x => x.Id);
                    table.CheckConstraint("CK_DashboardSubscriptions_Times", "\"Hour\" BETWEEN 0 AND 23 AND \"Day\" BETWEEN 0 AND 28 AND \"Days\" > 0");
                });

            migrationBuilder.CreateTable(
                name: "DecisionBatches",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Count = table.Column<int>(type: "integer", nullable: false),
                    Root = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Runs = table.Column<byte[]>(type: "bytea", nullable: false),
                    FirstTime = table.Column<long>(type: "bigint", nullable: false),
                    LastTime = table.Column<long>(type: "bigint", nullable: false),
                    StoredAt = table.Column<long>(type: "bigint", nullable: false),
                    StoredBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionBatches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DecisionOverrides",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Decision = table.Column<long>(type: "bigint", nullable: false),
                    DecisionId = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    DecisionTime = table.Column<long>(type: "bigint", nullable: false),
                    Source = table.Column<int>(type: "integer", nullable: false),
                    Ordinal = table.Column<int>(type: "integer", nullable: false),
                    Outcome = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ReasonCode = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    By = table.Column<int>(type: "integer", nullable: false),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionOverrides", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DecisionUnmaskings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Decision = table.Column<long>(type: "bigint", nullable: false),
                    DecisionId = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    Purpose_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Purpose_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Purpose_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    By = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionUnmaskings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Delegations",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Slot = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    From = table.Column<int>(type: "integer", nullable: false),
                    FromName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    To = table.Column<int>(type: "integer", nullable: false),
                    ToName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Since = table.Column<long>(type: "bigint", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    GrantedAt = table.Column<long>(type: "bigint", nullable: false),
                    RevokedAt = table.Column<long>(type: "bigint", nullable: true),
                    RevokedBy = table.Column<int>(type: "integer", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Models = table.Column<string>(type: "text", nullable: false),
                    AcceptedAt = table.Column<long>(type: "bigint", nullable: true),
                    DeclinedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Delegations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Destinations",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Format = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Actions = table.Column<string>(type: "text", nullable: false),
                    IncludeNames = table.Column<bool>(type: "boolean", nullable: false),
                    Authority = table.Column<string>(type: "text", nullable: true),
                    Host = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Address = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    Secret = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    OldSecret = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    OldSecretUntil = table.Column<long>(type: "bigint", nullable: true),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Problem = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Destinations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "EngineDecisions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Entry = table.Column<long>(type: "bigint", nullable: false),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    DecisionId = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    Time = table.Column<long>(type: "bigint", nullable: false),
                    Path = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Bundle = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Commitment = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    StoredAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EngineDecisions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ForeignIncidents",
                columns: table => new
                {
                    ExternalId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Incident = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ForeignIncidents", x => x.ExternalId);
                });

            migrationBuilder.CreateTable(
                name: "IdempotencyRecords",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    BodySha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Status = table.Column<int>(type: "integer", nullable: false),
                    ContentType = table.Column<string>(type: "text", nullable: true),
                    Location = table.Column<string>(type: "text", nullable: true),
                    ETag = table.Column<string>(type: "text", nullable: true),
                    Body = table.Column<byte[]>(type: "bytea", nullable: true),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Rights = table.Column<string>(type: "text", nullable: true),
                    Place = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdempotencyRecords", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "InboundMessages",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InboundMessages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LineageEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    StoredAt = table.Column<long>(type: "bigint", nullable: false),
                    Run = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: true),
                    Bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LineageEvents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LineageNodes",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Namespace = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    Name = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    Key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Search = table.Column<string>(type: "character varying(3001)", maxLength: 3001, nullable: false),
                    FirstAt = table.Column<long>(type: "bigint", nullable: false),
                    LastAt = table.Column<long>(type: "bigint", nullable: false),
                    Facets = table.Column<string>(type: "text", nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Sha256At = table.Column<long>(type: "bigint", nullable: false),
                    Columns = table.Column<int>(type: "integer", nullable: true),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    ModelVersion = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LineageNodes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LogCheckDays",
                columns: table => new
                {
                    Day = table.Column<int>(type: "integer", nullable: false),
                    Checks = table.Column<int>(type: "integer", nullable: false),
                    Failures = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LogCheckDays", x => x.Day);
                });

            migrationBuilder.CreateTable(
                name: "LogFollowers",
                columns: table => new
                {
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Position = table.Column<long>(type: "bigint", nullable: false),
                    LeaseOwner = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    LeaseUntil = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LogFollowers", x => x.Name);
                    table.CheckConstraint("CK_LogFollowers_Position", "\"Position\" >= 0");
                });

            migrationBuilder.CreateTable(
                name: "MlFlowDeliveries",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MlFlowDeliveries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MlFlowImports",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Server = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Only = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    PageToken = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    PageDone = table.Column<int>(type: "integer", nullable: false),
                    Models = table.Column<int>(type: "integer", nullable: false),
                    NewModels = table.Column<int>(type: "integer", nullable: false),
                    Versions = table.Column<int>(type: "integer", nullable: false),
                    NewVersions = table.Column<int>(type: "integer", nullable: false),
                    Artifacts = table.Column<int>(type: "integer", nullable: false),
                    Skipped = table.Column<int>(type: "integer", nullable: false),
                    Tries = table.Column<int>(type: "integer", nullable: false),
                    NextAt = table.Column<long>(type: "bigint", nullable: false),
                    Problem = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    IsCancelling = table.Column<bool>(type: "boolean", nullable: false),
                    RequestedAt = table.Column<long>(type: "bigint", nullable: false),
                    RequestedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MlFlowImports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Models",
                columns: table => new
                {
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ExternalName = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    DisplayName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Purpose = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    RiskClass = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Owner = table.Column<int>(type: "integer", nullable: false),
                    System = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    RegisteredAt = table.Column<long>(type: "bigint", nullable: false),
                    RegisteredBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Deputies = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Models", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "NotificationChannels",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Secret = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    Host = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    From = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    IsOn = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Kinds = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NotificationChannels", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "NotificationDispatches",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Recipient = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Key = table.Column<string>(type: "character varying(250)", maxLength: 250, nullable: false),
                    Message = table.Column<string>(type: "text", nullable: true),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    NextAt = table.Column<long>(type: "bigint", nullable: false),
                    Tries = table.Column<int>(type: "integer", nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Problem = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NotificationDispatches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "NotificationPreferences",
                columns: table => new
                {
                    Person = table.Column<int>(type: "integer", nullable: false),
                    TimeZone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    DigestHour = table.Column<int>(type: "integer", nullable: false),
                    QuietFrom = table.Column<int>(type: "integer", nullable: true),
                    QuietUntil = table.Column<int>(type: "integer", nullable: true),
                    Language = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Kinds = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NotificationPreferences", x => x.Person);
                    table.CheckConstraint("CK_NotificationPreferences_Hours", "\"DigestHour\" BETWEEN 0 AND 23 AND (\"QuietFrom\" IS NULL) = (\"QuietUntil\" IS NULL)\nAND (\"QuietFrom\" IS NULL OR (\"QuietFrom\" BETWEEN 0 AND 23 AND \"QuietUntil\" BETWEEN 0 AND 23))");
                });

            migrationBuilder.CreateTable(
                name: "Notifications",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    Key = table.Column<string>(type: "character varying(250)", maxLength: 250, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Stage = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Urgency = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Link = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    ReadAt = table.Column<long>(type: "bigint", nullable: true),
                    ForDigest = table.Column<bool>(type: "boolean", nullable: false),
                    DigestKey = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Parameters = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notifications", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OutsideStates",
                columns: table => new
                {
                    Name = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    LastSize = table.Column<long>(type: "bigint", nullable: false),
                    LastAt = table.Column<long>(type: "bigint", nullable: true),
                    Error = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Failures = table.Column<int>(type: "integer", nullable: false),
                    NextAt = table.Column<long>(type: "bigint", nullable: false),
                    LoggedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutsideStates", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "Policies",
                columns: table => new
                {
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    Version = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Source = table.Column<byte[]>(type: "bytea", nullable: false),
                    ActivatedAt = table.Column<long>(type: "bigint", nullable: true),
                    ReplacedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Policies", x => x.Sha256);
                });

            migrationBuilder.CreateTable(
                name: "PolicyProposals",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    Version = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Source = table.Column<byte[]>(type: "bytea", nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    BaseSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Tests = table.Column<byte[]>(type: "bytea", nullable: false),
                    TestCases = table.Column<int>(type: "integer", nullable: false),
                    TestsPassed = table.Column<int>(type: "integer", nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ProposedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ProposedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ProposedAt = table.Column<long>(type: "bigint", nullable: false),
                    Origin = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    ClosedAt = table.Column<long>(type: "bigint", nullable: true),
                    Rejection_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Rejection_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Rejection_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    BackTestedAt = table.Column<long>(type: "bigint", nullable: true),
                    BackTestDays = table.Column<int>(type: "integer", nullable: true),
                    BackTest = table.Column<byte[]>(type: "bytea", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Authors = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyProposals", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ProviderIdentities",
                columns: table => new
                {
                    Issuer = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    Subject = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    User = table.Column<int>(type: "integer", nullable: false),
                    LinkedAt = table.Column<long>(type: "bigint", nullable: false),
                    LinkedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    LastUsedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProviderIdentities", x => new { x.Issuer, x.Subject });
                });

            migrationBuilder.CreateTable(
                name: "ProviderRoles",
                columns: table => new
                {
                    User = table.Column<int>(type: "integer", nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Since = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProviderRoles", x => new { x.User, x.Role });
                });

            migrationBuilder.CreateTable(
                name: "ReauthenticationProofs",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    User = table.Column<int>(type: "integer", nullable: false),
                    Session = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Method = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    UsedAt = table.Column<long>(type: "bigint", nullable: true),
                    BoundTo = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReauthenticationProofs", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "RecoveryCodes",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    User = table.Column<int>(type: "integer", nullable: false),
                    MadeAt = table.Column<long>(type: "bigint", nullable: false),
                    UsedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecoveryCodes", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "Reports",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Format = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    RequestedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    RequestedAt = table.Column<long>(type: "bigint", nullable: false),
                    FinishedAt = table.Column<long>(type: "bigint", nullable: true),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    SizeBytes = table.Column<long>(type: "bigint", nullable: true),
                    TwinSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    MissingPoints = table.Column<int>(type: "integer", nullable: true),
                    Failure = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    HeldUntil = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Reports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Retirements",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Owner = table.Column<int>(type: "integer", nullable: false),
                    PlannedAt = table.Column<long>(type: "bigint", nullable: false),
                    Successor = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    MadeWith = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    OpenedAt = table.Column<long>(type: "bigint", nullable: false),
                    OpenedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Template = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    OpeningSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    StoppedAt = table.Column<long>(type: "bigint", nullable: true),
                    StoppedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ConfirmedAt = table.Column<long>(type: "bigint", nullable: true),
                    ConfirmedHow = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    ConfirmedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ConfirmedEvidence = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    RetentionFrom = table.Column<long>(type: "bigint", nullable: true),
                    RetentionUntil = table.Column<long>(type: "bigint", nullable: true),
                    RetentionBasis = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    Statement = table.Column<byte[]>(type: "bytea", nullable: true),
                    StatementSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ClosedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Decisions = table.Column<string>(type: "text", nullable: false),
                    Dispositions = table.Column<string>(type: "text", nullable: false),
                    Keys = table.Column<string>(type: "text", nullable: false),
                    Tasks = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Retirements", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RoleScopes",
                columns: table => new
                {
                    User = table.Column<int>(type: "integer", nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Systems = table.Column<string>(type: "text", nullable: false),
                    Units = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RoleScopes", x => new { x.User, x.Role });
                });

            migrationBuilder.CreateTable(
                name: "SavedViews",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Owner = table.Column<int>(type: "integer", nullable: false),
                    Page = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    NameKey = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Query = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    Shared = table.Column<bool>(type: "boolean", nullable: false),
                    IsDefault = table.Column<bool>(type: "boolean", nullable: false),
                    SavedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedViews", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Sessions",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    User = table.Column<int>(type: "integer", nullable: false),
                    ActiveRole = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Method = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    OpenedAt = table.Column<long>(type: "bigint", nullable: false),
                    LastSeenAt = table.Column<long>(type: "bigint", nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndsAt = table.Column<long>(type: "bigint", nullable: true),
                    ProviderSession = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Browser = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Network = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    FailedProofs = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sessions", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "Settings",
                columns: table => new
                {
                    Key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Settings", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "SignOffDrafts",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    User = table.Column<int>(type: "integer", nullable: false),
                    Session = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Promotion = table.Column<int>(type: "integer", nullable: false),
                    SignOff = table.Column<int>(type: "integer", nullable: false),
                    Statement = table.Column<byte[]>(type: "bytea", nullable: false),
                    Nonce = table.Column<byte[]>(type: "bytea", nullable: false),
                    CommentSalt = table.Column<byte[]>(type: "bytea", nullable: false),
                    ConditionSalt = table.Column<byte[]>(type: "bytea", nullable: false),
                    Origin = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    RpId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    UsedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignOffDrafts", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "TextDrafts",
                columns: table => new
                {
                    Person = table.Column<int>(type: "integer", nullable: false),
                    Place = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TextDrafts", x => new { x.Person, x.Place });
                });

            migrationBuilder.CreateTable(
                name: "ThreatVerdicts",
                columns: table => new
                {
                    Framework = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Item = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Place = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Applies = table.Column<bool>(type: "boolean", nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    By = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ThreatVerdicts", x => new { x.Framework, x.Item, x.Place, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "TimeCodeKeys",
                columns: table => new
                {
                    User = table.Column<int>(type: "integer", nullable: false),
                    Secret = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    Since = table.Column<long>(type: "bigint", nullable: true),
                    LastStep = table.Column<long>(type: "bigint", nullable: false),
                    Pending = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    PendingSession = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    PendingUntil = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TimeCodeKeys", x => x.User);
                });

            migrationBuilder.CreateTable(
                name: "WitnessedLogs",
                columns: table => new
                {
                    Origin = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Root = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WitnessedLogs", x => x.Origin);
                    table.CheckConstraint("CK_WitnessedLogs_Root", "length(\"Root\") = 32");
                });

            migrationBuilder.CreateTable(
                name: "AccessLines",
                columns: table => new
                {
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Review = table.Column<int>(type: "integer", nullable: false),
                    Holder = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    What = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    Scope = table.Column<string>(type: "text", nullable: true),
                    Since = table.Column<long>(type: "bigint", nullable: true),
                    GivenBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    LastUsedAt = table.Column<long>(type: "bigint", nullable: true),
                    Verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    DecidedBy = table.Column<int>(type: "integer", nullable: true),
                    DecidedAt = table.Column<long>(type: "bigint", nullable: true),
                    Reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AccessLines", x => new { x.Review, x.Number });
                    table.ForeignKey(
                        name: "FK_AccessLines_AccessReviews_Review",
                        column: x => x.Review,
                        principalTable: "AccessReviews",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Assessments",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    System = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Law = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    LawSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    StartedAt = table.Column<long>(type: "bigint", nullable: false),
                    StartedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    JudgedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ResultJson = table.Column<string>(type: "text", nullable: true),
                    Headline = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ClassList = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    ResultSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    SubmittedAt = table.Column<long>(type: "bigint", nullable: true),
                    SignedBy = table.Column<int>(type: "integer", nullable: true),
                    SignedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    SignedAt = table.Column<long>(type: "bigint", nullable: true),
                    ReviewReason = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Answers = table.Column<string>(type: "text", nullable: false),
                    Authors = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Assessments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Assessments_AiSystems_System",
                        column: x => x.System,
                        principalTable: "AiSystems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Duties",
                columns: table => new
                {
                    System = table.Column<int>(type: "integer", nullable: false),
                    Obligation = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Owner = table.Column<int>(type: "integer", nullable: true),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    MetBy = table.Column<int>(type: "integer", nullable: true),
                    MetByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    MetAt = table.Column<long>(type: "bigint", nullable: true),
                    MetUnder = table.Column<int>(type: "integer", nullable: true),
                    NextReview = table.Column<DateOnly>(type: "date", nullable: true),
                    NotApplicableReason = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    NotApplicableByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    NotApplicableAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Accepted = table.Column<string>(type: "text", nullable: false),
                    Evidence = table.Column<string>(type: "text", nullable: false),
                    Waived = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Duties", x => new { x.System, x.Obligation });
                    table.ForeignKey(
                        name: "FK_Duties_AiSystems_System",
                        column: x => x.System,
                        principalTable: "AiSystems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SectionEntries",
                columns: table => new
                {
                    System = table.Column<int>(type: "integer", nullable: false),
                    About = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Point = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Text_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Text_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Text_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    By = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Documents = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SectionEntries", x => new { x.System, x.About, x.Point, x.Number });
                    table.ForeignKey(
                        name: "FK_SectionEntries_AiSystems_System",
                        column: x => x.System,
                        principalTable: "AiSystems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AspNetRoleClaims",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    RoleId = table.Column<int>(type: "integer", nullable: false),
                    ClaimType = table.Column<string>(type: "text", nullable: true),
                    ClaimValue = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetRoleClaims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AspNetRoleClaims_AspNetRoles_RoleId",
                        column: x => x.RoleId,
                        principalTable: "AspNetRoles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserClaims",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    UserId = table.Column<int>(type: "integer", nullable: false),
                    ClaimType = table.Column<string>(type: "text", nullable: true),
                    ClaimValue = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserClaims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AspNetUserClaims_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserLogins",
                columns: table => new
                {
                    LoginProvider = table.Column<string>(type: "text", nullable: false),
                    ProviderKey = table.Column<string>(type: "text", nullable: false),
                    ProviderDisplayName = table.Column<string>(type: "text", nullable: true),
                    UserId = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserLogins", x => new { x.LoginProvider, x.ProviderKey });
                    table.ForeignKey(
                        name: "FK_AspNetUserLogins_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserPasskeys",
                columns: table => new
                {
                    CredentialId = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    UserId = table.Column<int>(type: "integer", nullable: false),
                    Data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserPasskeys", x => x.CredentialId);
                    table.ForeignKey(
                        name: "FK_AspNetUserPasskeys_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserRoles",
                columns: table => new
                {
                    UserId = table.Column<int>(type: "integer", nullable: false),
                    RoleId = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserRoles", x => new { x.UserId, x.RoleId });
                    table.ForeignKey(
                        name: "FK_AspNetUserRoles_AspNetRoles_RoleId",
                        column: x => x.RoleId,
                        principalTable: "AspNetRoles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_AspNetUserRoles_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserTokens",
                columns: table => new
                {
                    UserId = table.Column<int>(type: "integer", nullable: false),
                    LoginProvider = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserTokens", x => new { x.UserId, x.LoginProvider, x.Name });
                    table.ForeignKey(
                        name: "FK_AspNetUserTokens_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "CommentAttachments",
                columns: table => new
                {
                    Comment = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    FileName = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    MediaType = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    SizeBytes = table.Column<long>(type: "bigint", nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CommentAttachments", x => new { x.Comment, x.Number });
                    table.ForeignKey(
                        name: "FK_CommentAttachments_Comments_Comment",
                        column: x => x.Comment,
                        principalTable: "Comments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Deliveries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Destination = table.Column<int>(type: "integer", nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    MessageId = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    IsReplay = table.Column<bool>(type: "boolean", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Tries = table.Column<int>(type: "integer", nullable: false),
                    QueuedAt = table.Column<long>(type: "bigint", nullable: false),
                    FirstTriedAt = table.Column<long>(type: "bigint", nullable: true),
                    LastTriedAt = table.Column<long>(type: "bigint", nullable: true),
                    NextAt = table.Column<long>(type: "bigint", nullable: false),
                    Status = table.Column<int>(type: "integer", nullable: true),
                    LatencyMs = table.Column<int>(type: "integer", nullable: true),
                    Answer = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    Problem = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Deliveries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Deliveries_Destinations_Destination",
                        column: x => x.Destination,
                        principalTable: "Destinations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DestinationHealth",
                columns: table => new
                {
                    Destination = table.Column<int>(type: "integer", nullable: false),
                    LastTakenAt = table.Column<long>(type: "bigint", nullable: true),
                    FailingSince = table.Column<long>(type: "bigint", nullable: true),
                    Failures = table.Column<int>(type: "integer", nullable: false),
                    Problem = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    NotBefore = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DestinationHealth", x => x.Destination);
                    table.ForeignKey(
                        name: "FK_DestinationHealth_Destinations_Destination",
                        column: x => x.Destination,
                        principalTable: "Destinations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LineageEdges",
                columns: table => new
                {
                    Job = table.Column<int>(type: "integer", nullable: false),
                    Dataset = table.Column<int>(type: "integer", nullable: false),
                    Direction = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    FirstAt = table.Column<long>(type: "bigint", nullable: false),
                    LastAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LineageEdges", x => new { x.Job, x.Dataset, x.Direction });
                    table.ForeignKey(
                        name: "FK_LineageEdges_LineageNodes_Dataset",
                        column: x => x.Dataset,
                        principalTable: "LineageNodes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_LineageEdges_LineageNodes_Job",
                        column: x => x.Job,
                        principalTable: "LineageNodes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LineageFlows",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Source = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Job = table.Column<int>(type: "integer", nullable: false),
                    Dataset = table.Column<int>(type: "integer", nullable: false),
                    Direction = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Sha256At = table.Column<long>(type: "bigint", nullable: false),
                    SchemaSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    SchemaAt = table.Column<long>(type: "bigint", nullable: false),
                    Rows = table.Column<long>(type: "bigint", nullable: true),
                    Facets = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LineageFlows", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LineageFlows_LineageNodes_Dataset",
                        column: x => x.Dataset,
                        principalTable: "LineageNodes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_LineageFlows_LineageNodes_Job",
                        column: x => x.Job,
                        principalTable: "LineageNodes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LineageRuns",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false),
                    Job = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    StateAt = table.Column<long>(type: "bigint", nullable: false),
                    FirstAt = table.Column<long>(type: "bigint", nullable: false),
                    LastAt = table.Column<long>(type: "bigint", nullable: false),
                    StartedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Facets = table.Column<string>(type: "text", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LineageRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LineageRuns_LineageNodes_Job",
                        column: x => x.Job,
                        principalTable: "LineageNodes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DecisionPolicies",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    MaskOutput = table.Column<bool>(type: "boolean", nullable: false),
                    RetentionDays = table.Column<int>(type: "integer", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    ChangedAt = table.Column<long>(type: "bigint", nullable: false),
                    ChangedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Fields = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionPolicies", x => x.Model);
                    table.ForeignKey(
                        name: "FK_DecisionPolicies_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "HookCalls",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Delivery = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Commit = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Stage = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Environment = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Address = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    Reference = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    AskedAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Allowed = table.Column<bool>(type: "boolean", nullable: true),
                    Tries = table.Column<int>(type: "integer", nullable: false),
                    NextAt = table.Column<long>(type: "bigint", nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Problem = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HookCalls", x => x.Id);
                    table.ForeignKey(
                        name: "FK_HookCalls_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "MlFlowModels",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Server = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ServerName = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    UpdatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MlFlowModels", x => x.Model);
                    table.ForeignKey(
                        name: "FK_MlFlowModels_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "MlFlowTags",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "character varying(250)", maxLength: 250, nullable: false),
                    Value = table.Column<string>(type: "character varying(5000)", maxLength: 5000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MlFlowTags", x => new { x.Model, x.Version, x.Key });
                    table.ForeignKey(
                        name: "FK_MlFlowTags_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ModelTags",
                columns: table => new
                {
                    Key = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", nullable: false),
                    Value = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelTags", x => new { x.Model, x.Key });
                    table.ForeignKey(
                        name: "FK_ModelTags_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Monitors",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Target = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    SegmentColumn = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    SegmentValue = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    Lower = table.Column<double>(type: "double precision", nullable: true),
                    Upper = table.Column<double>(type: "double precision", nullable: true),
                    MinimumRows = table.Column<long>(type: "bigint", nullable: false),
                    Consecutive = table.Column<int>(type: "integer", nullable: false),
                    Owner = table.Column<int>(type: "integer", nullable: true),
                    AsksForRetraining = table.Column<bool>(type: "boolean", nullable: false),
                    IsEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Monitors", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Monitors_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SourceReviews",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Repository = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Commit = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Pushes = table.Column<int>(type: "integer", nullable: false),
                    OpenedAt = table.Column<long>(type: "bigint", nullable: false),
                    PushedAt = table.Column<long>(type: "bigint", nullable: false),
                    ClosedAt = table.Column<long>(type: "bigint", nullable: true),
                    ClosedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SourceReviews", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SourceReviews_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Versions",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    VersionKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    ManifestBytes = table.Column<byte[]>(type: "bytea", nullable: false),
                    ManifestSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ArtifactSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ArtifactSizeBytes = table.Column<long>(type: "bigint", nullable: false),
                    ArtifactMediaType = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ArtifactStoredAt = table.Column<long>(type: "bigint", nullable: true),
                    ArtifactErasedAt = table.Column<long>(type: "bigint", nullable: true),
                    Stage = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    RegisteredAt = table.Column<long>(type: "bigint", nullable: false),
                    RegisteredBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    ArtifactStoredBy = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Versions", x => new { x.Model, x.Version });
                    table.ForeignKey(
                        name: "FK_Versions_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PolicyApprovals",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Proposal = table.Column<int>(type: "integer", nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    AuthenticationMethod = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    AuthenticatedAt = table.Column<long>(type: "bigint", nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyApprovals", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PolicyApprovals_PolicyProposals_Proposal",
                        column: x => x.Proposal,
                        principalTable: "PolicyProposals",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RetirementEntries",
                columns: table => new
                {
                    Retirement = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    By = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    What = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Words_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Words_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Words_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RetirementEntries", x => new { x.Retirement, x.Number });
                    table.ForeignKey(
                        name: "FK_RetirementEntries_Retirements_Retirement",
                        column: x => x.Retirement,
                        principalTable: "Retirements",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RetirementVersions",
                columns: table => new
                {
                    Retirement = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    StoppedAt = table.Column<long>(type: "bigint", nullable: true),
                    RetiredAt = table.Column<long>(type: "bigint", nullable: true),
                    Promotion = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RetirementVersions", x => new { x.Retirement, x.Model, x.Version });
                    table.ForeignKey(
                        name: "FK_RetirementVersions_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_RetirementVersions_Retirements_Retirement",
                        column: x => x.Retirement,
                        principalTable: "Retirements",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Alerts",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Rule = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Field = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Monitor = table.Column<int>(type: "integer", nullable: true),
                    Owner = table.Column<int>(type: "integer", nullable: true),
                    Count = table.Column<long>(type: "bigint", nullable: false),
                    BeganAt = table.Column<long>(type: "bigint", nullable: false),
                    RaisedAt = table.Column<long>(type: "bigint", nullable: false),
                    SeenAt = table.Column<long>(type: "bigint", nullable: false),
                    SeenThrough = table.Column<long>(type: "bigint", nullable: false),
                    Value = table.Column<double>(type: "double precision", nullable: true),
                    Level = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    AcknowledgedBy = table.Column<int>(type: "integer", nullable: true),
                    AcknowledgedAt = table.Column<long>(type: "bigint", nullable: true),
                    SilencedUntil = table.Column<long>(type: "bigint", nullable: true),
                    SilenceReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    SilenceReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    SilenceReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    SilencedBy = table.Column<int>(type: "integer", nullable: true),
                    ResolvedAt = table.Column<long>(type: "bigint", nullable: true),
                    ResolvedBy = table.Column<int>(type: "integer", nullable: true),
                    Resolution_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Resolution_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Resolution_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alerts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Alerts_Monitors_Monitor",
                        column: x => x.Monitor,
                        principalTable: "Monitors",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Risks",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Category = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Cause = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    Consequence = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    SystemId = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    Owner = table.Column<int>(type: "integer", nullable: false),
                    ControlOwner = table.Column<int>(type: "integer", nullable: true),
                    InherentLikelihood = table.Column<int>(type: "integer", nullable: false),
                    InherentImpact = table.Column<int>(type: "integer", nullable: false),
                    InherentScore = table.Column<int>(type: "integer", nullable: false),
                    AssessedLikelihood = table.Column<int>(type: "integer", nullable: true),
                    ResidualImpact = table.Column<int>(type: "integer", nullable: true),
                    ResidualLikelihood = table.Column<int>(type: "integer", nullable: true),
                    ResidualScore = table.Column<int>(type: "integer", nullable: true),
                    AssessedBy = table.Column<int>(type: "integer", nullable: true),
                    Treatment = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    RaisedAt = table.Column<long>(type: "bigint", nullable: false),
                    ClosedAt = table.Column<long>(type: "bigint", nullable: true),
                    ReviewedAt = table.Column<long>(type: "bigint", nullable: false),
                    ReviewAt = table.Column<long>(type: "bigint", nullable: false),
                    DueAt = table.Column<long>(type: "bigint", nullable: true),
                    SignalMonitor = table.Column<int>(type: "integer", nullable: true),
                    SignalRule = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    SignalWarningAdds = table.Column<int>(type: "integer", nullable: false),
                    SignalAlertAdds = table.Column<int>(type: "integer", nullable: false),
                    SignalLevel = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    SignalAlert = table.Column<int>(type: "integer", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Mitigations = table.Column<string>(type: "text", nullable: false),
                    Steps = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Risks", x => x.Id);
                    table.CheckConstraint("CK_Risks_Scales", "\"InherentLikelihood\" BETWEEN 1 AND 5 AND \"InherentImpact\" BETWEEN 1 AND 5\nAND (\"AssessedLikelihood\" IS NULL OR (\"AssessedLikelihood\" BETWEEN 1 AND 5 AND \"ResidualImpact\" BETWEEN 1 AND 5 AND \"ResidualLikelihood\" BETWEEN \"AssessedLikelihood\" AND 5))");
                    table.ForeignKey(
                        name: "FK_Risks_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Risks_Monitors_SignalMonitor",
                        column: x => x.SignalMonitor,
                        principalTable: "Monitors",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "BusinessFigures",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Start = table.Column<long>(type: "bigint", nullable: false),
                    End = table.Column<long>(type: "bigint", nullable: false),
                    Value = table.Column<double>(type: "double precision", nullable: false),
                    StoredAt = table.Column<long>(type: "bigint", nullable: false),
                    StoredBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BusinessFigures", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BusinessFigures_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DecisionSources",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionSources", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DecisionSources_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Deployments",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Stage = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Environment = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Region = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Promotion = table.Column<int>(type: "integer", nullable: false),
                    Override = table.Column<int>(type: "integer", nullable: true),
                    ArtifactSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ConfigSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Image = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    RollbackTarget = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Since = table.Column<long>(type: "bigint", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: true),
                    DeployedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Deployments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Deployments_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Evidence",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Tool = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ProducedAt = table.Column<long>(type: "bigint", nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    SizeBytes = table.Column<long>(type: "bigint", nullable: false),
                    MediaType = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    FileName = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    DescribedSalt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    ArtifactSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    FactsJson = table.Column<string>(type: "text", nullable: false),
                    AddedAt = table.Column<long>(type: "bigint", nullable: false),
                    AddedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    WithdrawnAt = table.Column<long>(type: "bigint", nullable: true),
                    WithdrawnBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    WithdrawnByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    WithdrawalReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    WithdrawalReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    WithdrawalReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Evidence", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Evidence_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GateRuns",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Promotion = table.Column<int>(type: "integer", nullable: true),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Stage = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Input = table.Column<byte[]>(type: "bytea", nullable: false),
                    InputSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    InputFactsSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Result = table.Column<byte[]>(type: "bytea", nullable: false),
                    ResultSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PolicySha256s = table.Column<string>(type: "text", nullable: false),
                    PolicyDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Engine = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    EvaluatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GateRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GateRuns_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LabelBatches",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    DataSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Labels = table.Column<long>(type: "bigint", nullable: false),
                    Matched = table.Column<long>(type: "bigint", nullable: false),
                    UploadedAt = table.Column<long>(type: "bigint", nullable: false),
                    UploadedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LabelBatches", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LabelBatches_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "MlFlowVersions",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Source = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    RunId = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    RunLink = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    LoggedModel = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    ServerVersion = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Description = table.Column<string>(type: "character varying(5000)", maxLength: 5000, nullable: true),
                    UpdatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MlFlowVersions", x => new { x.Model, x.Version });
                    table.ForeignKey(
                        name: "FK_MlFlowVersions_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ModelAliases",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Alias = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    IsGated = table.Column<bool>(type: "boolean", nullable: false),
                    SetAt = table.Column<long>(type: "bigint", nullable: false),
                    SetBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelAliases", x => new { x.Model, x.Alias });
                    table.ForeignKey(
                        name: "FK_ModelAliases_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ModelSignatures",
                columns: table => new
                {
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Bundle = table.Column<byte[]>(type: "bytea", nullable: false),
                    Format = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    ArtifactSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    KeySha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    KeyName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    VerifiedAt = table.Column<long>(type: "bigint", nullable: false),
                    StoredBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelSignatures", x => new { x.Model, x.Version, x.Sha256 });
                    table.ForeignKey(
                        name: "FK_ModelSignatures_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Promotions",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    From = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    To = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    WithdrawReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    WithdrawReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    WithdrawReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    RequestedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    RequestedAt = table.Column<long>(type: "bigint", nullable: false),
                    DueAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    OpenDays = table.Column<int>(type: "integer", nullable: false),
                    ApprovalDays = table.Column<int>(type: "integer", nullable: false),
                    Bundle = table.Column<byte[]>(type: "bytea", nullable: false),
                    BundleDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    GateRun = table.Column<int>(type: "integer", nullable: false),
                    GateOutcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    DecidedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Requesters = table.Column<string>(type: "text", nullable: false),
                    RequiredRoles = table.Column<string>(type: "text", nullable: false),
                    MakersMaySign = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    Parties = table.Column<string>(type: "text", nullable: false, defaultValueSql: "'[]'")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Promotions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Promotions_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RegisteredDatasets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    DatasetVersion = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Role = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RegisteredDatasets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RegisteredDatasets_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "StageChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    From = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    To = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Cause = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StageChanges", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StageChanges_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Waivers",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Policy = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    Rule = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    NeedsTwo = table.Column<bool>(type: "boolean", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    VersionSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    AskedBy = table.Column<int>(type: "integer", nullable: false),
                    AskedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    AskedAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    GrantedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Waivers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Waivers_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Windows",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Role = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Start = table.Column<long>(type: "bigint", nullable: false),
                    End = table.Column<long>(type: "bigint", nullable: false),
                    Rows = table.Column<long>(type: "bigint", nullable: false),
                    Labelled = table.Column<long>(type: "bigint", nullable: false),
                    DataSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    DataSizeBytes = table.Column<long>(type: "bigint", nullable: false),
                    OptionsJson = table.Column<string>(type: "text", nullable: false),
                    ProfileSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ReferenceId = table.Column<int>(type: "integer", nullable: true),
                    DriftJson = table.Column<string>(type: "text", nullable: true),
                    PerformanceJson = table.Column<string>(type: "text", nullable: true),
                    UploadedAt = table.Column<long>(type: "bigint", nullable: false),
                    UploadedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Windows", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Windows_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Incidents",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Description_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Description_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Description_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Category = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Severity = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    IsDrill = table.Column<bool>(type: "boolean", nullable: false),
                    Lead = table.Column<int>(type: "integer", nullable: false),
                    OpenedAt = table.Column<long>(type: "bigint", nullable: false),
                    OpenedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Alert = table.Column<int>(type: "integer", nullable: true),
                    OccurredAt = table.Column<long>(type: "bigint", nullable: true),
                    ProviderAwareAt = table.Column<long>(type: "bigint", nullable: true),
                    DeployerAwareAt = table.Column<long>(type: "bigint", nullable: true),
                    PeopleAffected = table.Column<int>(type: "integer", nullable: true),
                    AssessedAt = table.Column<long>(type: "bigint", nullable: true),
                    Playbook = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PlaybookVersion = table.Column<int>(type: "integer", nullable: false),
                    Containment = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    ContainedAt = table.Column<long>(type: "bigint", nullable: true),
                    ContainmentConfirmedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ContainmentConfirmedAt = table.Column<long>(type: "bigint", nullable: true),
                    FrozenAt = table.Column<long>(type: "bigint", nullable: true),
                    EvidenceSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ReportedAt = table.Column<long>(type: "bigint", nullable: true),
                    Recovery = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    RecoveredAt = table.Column<long>(type: "bigint", nullable: true),
                    RecoveryDeployment = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    RecoveryMinutes = table.Column<int>(type: "integer", nullable: true),
                    RecoveryExpectedMinutes = table.Column<int>(type: "integer", nullable: true),
                    RecoveryPlan = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Happened_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Happened_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Happened_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Impact_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Impact_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Impact_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Causes_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Causes_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Causes_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Changed_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Changed_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Changed_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ClosedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Classes = table.Column<string>(type: "text", nullable: false),
                    Countries = table.Column<string>(type: "text", nullable: false),
                    Evidence = table.Column<string>(type: "text", nullable: false),
                    FollowUps = table.Column<string>(type: "text", nullable: false),
                    Steps = table.Column<string>(type: "text", nullable: false),
                    Systems = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Incidents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Incidents_Alerts_Alert",
                        column: x => x.Alert,
                        principalTable: "Alerts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RetrainCalls",
                columns: table => new
                {
                    Alert = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Tries = table.Column<int>(type: "integer", nullable: false),
                    NextAt = table.Column<long>(type: "bigint", nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Problem = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RetrainCalls", x => x.Alert);
                    table.ForeignKey(
                        name: "FK_RetrainCalls_Alerts_Alert",
                        column: x => x.Alert,
                        principalTable: "Alerts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RiskAcceptances",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Risk = table.Column<int>(type: "integer", nullable: false),
                    Likelihood = table.Column<int>(type: "integer", nullable: false),
                    Impact = table.Column<int>(type: "integer", nullable: false),
                    NeedsTwo = table.Column<bool>(type: "boolean", nullable: false),
                    RiskSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RiskAcceptances", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RiskAcceptances_Risks_Risk",
                        column: x => x.Risk,
                        principalTable: "Risks",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RiskThreats",
                columns: table => new
                {
                    Framework = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Item = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Risk = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RiskThreats", x => new { x.Risk, x.Framework, x.Item });
                    table.ForeignKey(
                        name: "FK_RiskThreats_Risks_Risk",
                        column: x => x.Risk,
                        principalTable: "Risks",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RiskVersions",
                columns: table => new
                {
                    Risk = table.Column<int>(type: "integer", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    By = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Residual = table.Column<int>(type: "integer", nullable: true),
                    Snapshot = table.Column<byte[]>(type: "bytea", nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RiskVersions", x => new { x.Risk, x.Revision });
                    table.ForeignKey(
                        name: "FK_RiskVersions_Risks_Risk",
                        column: x => x.Risk,
                        principalTable: "Risks",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RollbackPlans",
                columns: table => new
                {
                    Deployment = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Target = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Responsible = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ExpectedMinutes = table.Column<int>(type: "integer", nullable: true),
                    WhyNone = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    RecordedAt = table.Column<long>(type: "bigint", nullable: false),
                    RecordedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    RecordedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Steps = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RollbackPlans", x => new { x.Deployment, x.Number });
                    table.ForeignKey(
                        name: "FK_RollbackPlans_Deployments_Deployment",
                        column: x => x.Deployment,
                        principalTable: "Deployments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DeploymentPermits",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Stage = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    ArtifactSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Environment = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Image = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Promotion = table.Column<int>(type: "integer", nullable: false),
                    BundleDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    IssuedTo = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    IssuedAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    Envelope = table.Column<byte[]>(type: "bytea", nullable: false),
                    StatementSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    RevokedAt = table.Column<long>(type: "bigint", nullable: true),
                    RevokedBecause = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeploymentPermits", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DeploymentPermits_Promotions_Promotion",
                        column: x => x.Promotion,
                        principalTable: "Promotions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DeploymentPermits_Versions_Model_Version",
                        columns: x => new { x.Model, x.Version },
                        principalTable: "Versions",
                        principalColumns: new[] { "Model", "Version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "EmergencyOverrides",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Promotion = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Stage = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    ArtifactSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    BundleDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Hours = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    RequestedAt = table.Column<long>(type: "bigint", nullable: false),
                    GrantedAt = table.Column<long>(type: "bigint", nullable: true),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    UsedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    End = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    EndReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    EndReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    EndReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Review_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Review_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Review_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ReviewedBy = table.Column<int>(type: "integer", nullable: true),
                    ReviewedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ReviewedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    SettleHours = table.Column<int>(type: "integer", nullable: false, defaultValue: 72)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EmergencyOverrides", x => x.Id);
                    table.ForeignKey(
                        name: "FK_EmergencyOverrides_Promotions_Promotion",
                        column: x => x.Promotion,
                        principalTable: "Promotions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SignOffs",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Promotion = table.Column<int>(type: "integer", nullable: false),
                    Role = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Decision = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Live = table.Column<bool>(type: "boolean", nullable: false),
                    SignedBy = table.Column<int>(type: "integer", nullable: false),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    DelegatedFrom = table.Column<int>(type: "integer", nullable: true),
                    DelegatedFromName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Delegation = table.Column<int>(type: "integer", nullable: true),
                    Meaning = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    SignedAt = table.Column<long>(type: "bigint", nullable: false),
                    BundleDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Comment_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Comment_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Comment_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Condition_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Condition_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Condition_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    AuthenticationMethod = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    AuthenticatedAt = table.Column<long>(type: "bigint", nullable: false),
                    SoonAfterReset = table.Column<bool>(type: "boolean", nullable: false),
                    VoidReason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    RevokeReason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    RevokeReason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    RevokeReason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    StatementSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    AssertionSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignOffs", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SignOffs_Promotions_Promotion",
                        column: x => x.Promotion,
                        principalTable: "Promotions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "WaiverWords",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Waiver = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    AuthenticationMethod = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    AuthenticatedAt = table.Column<long>(type: "bigint", nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WaiverWords", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WaiverWords_Waivers_Waiver",
                        column: x => x.Waiver,
                        principalTable: "Waivers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "FeatureDrifts",
                columns: table => new
                {
                    Window = table.Column<int>(type: "integer", nullable: false),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Psi = table.Column<double>(type: "double precision", nullable: true),
                    Ks = table.Column<double>(type: "double precision", nullable: true),
                    PAdjusted = table.Column<double>(type: "double precision", nullable: true),
                    MissingShare = table.Column<double>(type: "double precision", nullable: false),
                    NewCategoryShare = table.Column<double>(type: "double precision", nullable: true),
                    Verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Level = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FeatureDrifts", x => new { x.Window, x.Position });
                    table.ForeignKey(
                        name: "FK_FeatureDrifts_Windows_Window",
                        column: x => x.Window,
                        principalTable: "Windows",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "MonitorReadings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Monitor = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Window = table.Column<int>(type: "integer", nullable: true),
                    Start = table.Column<long>(type: "bigint", nullable: false),
                    End = table.Column<long>(type: "bigint", nullable: false),
                    Value = table.Column<double>(type: "double precision", nullable: true),
                    Low = table.Column<double>(type: "double precision", nullable: true),
                    High = table.Column<double>(type: "double precision", nullable: true),
                    Rows = table.Column<long>(type: "bigint", nullable: false),
                    PAdjusted = table.Column<double>(type: "double precision", nullable: true),
                    Outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MonitorReadings", x => x.Id);
                    table.ForeignKey(
                        name: "FK_MonitorReadings_Monitors_Monitor",
                        column: x => x.Monitor,
                        principalTable: "Monitors",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_MonitorReadings_Windows_Window",
                        column: x => x.Window,
                        principalTable: "Windows",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "WindowEvaluations",
                columns: table => new
                {
                    Window = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    AskedAt = table.Column<long>(type: "bigint", nullable: false),
                    StartedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    Tries = table.Column<int>(type: "integer", nullable: false),
                    Reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    FairnessJson = table.Column<string>(type: "text", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WindowEvaluations", x => x.Window);
                    table.ForeignKey(
                        name: "FK_WindowEvaluations_Windows_Window",
                        column: x => x.Window,
                        principalTable: "Windows",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IncidentEntries",
                columns: table => new
                {
                    Incident = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    HappenedAt = table.Column<long>(type: "bigint", nullable: true),
                    By = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    What = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Words_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Words_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Words_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IncidentEntries", x => new { x.Incident, x.Number });
                    table.ForeignKey(
                        name: "FK_IncidentEntries_Incidents_Incident",
                        column: x => x.Incident,
                        principalTable: "Incidents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IncidentMessages",
                columns: table => new
                {
                    Incident = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Audience = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Body_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Body_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Body_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    BegunAt = table.Column<long>(type: "bigint", nullable: false),
                    WaitsFor = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    SentAt = table.Column<long>(type: "bigint", nullable: true),
                    SentBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Recipients = table.Column<int>(type: "integer", nullable: true),
                    Receipt = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IncidentMessages", x => new { x.Incident, x.Number });
                    table.ForeignKey(
                        name: "FK_IncidentMessages_Incidents_Incident",
                        column: x => x.Incident,
                        principalTable: "Incidents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IncidentVersions",
                columns: table => new
                {
                    Incident = table.Column<int>(type: "integer", nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    HeldAt = table.Column<long>(type: "bigint", nullable: true),
                    ReleasedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IncidentVersions", x => new { x.Incident, x.Model, x.Version });
                    table.ForeignKey(
                        name: "FK_IncidentVersions_Incidents_Incident",
                        column: x => x.Incident,
                        principalTable: "Incidents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_IncidentVersions_Models_Model",
                        column: x => x.Model,
                        principalTable: "Models",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AcceptanceSignatures",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Acceptance = table.Column<long>(type: "bigint", nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    AuthenticationMethod = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    AuthenticatedAt = table.Column<long>(type: "bigint", nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    Envelope = table.Column<byte[]>(type: "bytea", nullable: false),
                    StatementSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AcceptanceSignatures", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AcceptanceSignatures_RiskAcceptances_Acceptance",
                        column: x => x.Acceptance,
                        principalTable: "RiskAcceptances",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "OverrideConfirmations",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Override = table.Column<int>(type: "integer", nullable: false),
                    Person = table.Column<int>(type: "integer", nullable: false),
                    PrintedName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Reason_Text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Reason_Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Reason_Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    BundleDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    AuthenticationMethod = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    AuthenticatedAt = table.Column<long>(type: "bigint", nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    Envelope = table.Column<byte[]>(type: "bytea", nullable: false),
                    StatementSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OverrideConfirmations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_OverrideConfirmations_EmergencyOverrides_Override",
                        column: x => x.Override,
                        principalTable: "EmergencyOverrides",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SignedStatements",
                columns: table => new
                {
                    SignOff = table.Column<int>(type: "integer", nullable: false),
                    Envelope = table.Column<byte[]>(type: "bytea", nullable: false),
                    Assertion = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignedStatements", x => x.SignOff);
                    table.ForeignKey(
                        name: "FK_SignedStatements_SignOffs_SignOff",
                        column: x => x.SignOff,
                        principalTable: "SignOffs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RecordSeals",
                columns: table => new
                {
                    Table = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "character varying(2100)", maxLength: 2100, nullable: false),
                    Salt = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: false),
                    Members = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecordSeals", x => new { x.Table, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "RiskLowerings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    From = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    To = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    AskedBy = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    AskedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    AskedAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    DecidedBy = table.Column<int>(type: "integer", nullable: true),
                    DecidedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
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

            migrationBuilder.InsertData(
                table: "AspNetRoles",
                columns: new[] { "Id", "ConcurrencyStamp", "Name", "NormalizedName" },
                columnTypes: new[] { "integer", "text", "character varying(256)", "character varying(256)" },
                values: new object[,]
                {
                    { 1, "Engineer", "Engineer", "ENGINEER" },
                    { 2, "ModelOwner", "ModelOwner", "MODELOWNER" },
                    { 3, "SecurityReviewer", "SecurityReviewer", "SECURITYREVIEWER" },
                    { 4, "LegalReviewer", "LegalReviewer", "LEGALREVIEWER" },
                    { 5, "RiskOfficer", "RiskOfficer", "RISKOFFICER" },
                    { 6, "ComplianceOfficer", "ComplianceOfficer", "COMPLIANCEOFFICER" },
                    { 7, "Auditor", "Auditor", "AUDITOR" },
                    { 8, "Sponsor", "Sponsor", "SPONSOR" },
                    { 9, "Administrator", "Administrator", "ADMINISTRATOR" }
                });

            migrationBuilder.CreateIndex(
                name: "IX_AcceptanceSignatures_Acceptance_Person",
                table: "AcceptanceSignatures",
                columns: new[] { "Acceptance", "Person" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AcceptanceSignatures_Acceptance_Role",
                table: "AcceptanceSignatures",
                columns: new[] { "Acceptance", "Role" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AiSystems_BusinessUnit",
                table: "AiSystems",
                column: "BusinessUnit");

            migrationBuilder.CreateIndex(
                name: "IX_AiSystems_NameKey",
                table: "AiSystems",
                column: "NameKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AiSystems_Owner",
                table: "AiSystems",
                column: "Owner");

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_Model_Rule_Field",
                table: "Alerts",
                columns: new[] { "Model", "Rule", "Field" },
                unique: true,
                filter: "\"Monitor\" IS NULL AND \"State\" <> 'resolved'");

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_Monitor",
                table: "Alerts",
                column: "Monitor",
                unique: true,
                filter: "\"Monitor\" IS NOT NULL AND \"State\" <> 'resolved'");

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_SeenAt",
                table: "Alerts",
                column: "SeenAt");

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_State_Model",
                table: "Alerts",
                columns: new[] { "State", "Model" });

            migrationBuilder.CreateIndex(
                name: "IX_AnsweredChallenges_ExpiresAt",
                table: "AnsweredChallenges",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_ApiKeys_Hash",
                table: "ApiKeys",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AspNetRoleClaims_RoleId",
                table: "AspNetRoleClaims",
                column: "RoleId");

            migrationBuilder.CreateIndex(
                name: "RoleNameIndex",
                table: "AspNetRoles",
                column: "NormalizedName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserClaims_UserId",
                table: "AspNetUserClaims",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserLogins_UserId",
                table: "AspNetUserLogins",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserPasskeys_UserId",
                table: "AspNetUserPasskeys",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserRoles_RoleId",
                table: "AspNetUserRoles",
                column: "RoleId");

            migrationBuilder.CreateIndex(
                name: "EmailIndex",
                table: "AspNetUsers",
                column: "NormalizedEmail");

            migrationBuilder.CreateIndex(
                name: "UserNameIndex",
                table: "AspNetUsers",
                column: "NormalizedUserName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Assessments_OneCounts",
                table: "Assessments",
                column: "System",
                unique: true,
                filter: "\"State\" IN ('signed', 'needs-review')");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Action_Index",
                table: "AuditEntries",
                columns: new[] { "Action", "Index" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Actor_Index",
                table: "AuditEntries",
                columns: new[] { "Actor", "Index" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Refused",
                table: "AuditEntries",
                column: "Index",
                filter: "\"Refused\"");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Subject_Index",
                table: "AuditEntries",
                columns: new[] { "Subject", "Index" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Time_Index",
                table: "AuditEntries",
                columns: new[] { "Time", "Index" });

            migrationBuilder.CreateIndex(
                name: "IX_BusinessFigures_Model_Version_Name_Start_End",
                table: "BusinessFigures",
                columns: new[] { "Model", "Version", "Name", "Start", "End" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Cards_Open",
                table: "Cards",
                column: "Subject",
                unique: true,
                filter: "\"State\" IN ('draft', 'submitted')");

            migrationBuilder.CreateIndex(
                name: "IX_Cards_Subject_Number",
                table: "Cards",
                columns: new[] { "Subject", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CheckpointCosignatures_Size",
                table: "CheckpointCosignatures",
                column: "Size");

            migrationBuilder.CreateIndex(
                name: "IX_CheckpointCosignatures_Witness_Size",
                table: "CheckpointCosignatures",
                columns: new[] { "Witness", "Size" });

            migrationBuilder.CreateIndex(
                name: "IX_CommentAttachments_Sha256",
                table: "CommentAttachments",
                column: "Sha256");

            migrationBuilder.CreateIndex(
                name: "IX_Comments_LogIndex",
                table: "Comments",
                column: "LogIndex");

            migrationBuilder.CreateIndex(
                name: "IX_Comments_Subject_Id",
                table: "Comments",
                columns: new[] { "Subject", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_DashboardSubscriptions_Person",
                table: "DashboardSubscriptions",
                column: "Person");

            migrationBuilder.CreateIndex(
                name: "IX_DashboardSubscriptions_State_NextAt",
                table: "DashboardSubscriptions",
                columns: new[] { "State", "NextAt" });

            migrationBuilder.CreateIndex(
                name: "IX_DecisionOverrides_Decision_Ordinal",
                table: "DecisionOverrides",
                columns: new[] { "Decision", "Ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DecisionOverrides_Ordinal_DecisionTime_Decision",
                table: "DecisionOverrides",
                columns: new[] { "Ordinal", "DecisionTime", "Decision" });

            migrationBuilder.CreateIndex(
                name: "IX_DecisionSources_Model_Version",
                table: "DecisionSources",
                columns: new[] { "Model", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DecisionUnmaskings_Decision",
                table: "DecisionUnmaskings",
                column: "Decision");

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_From",
                table: "Delegations",
                column: "From");

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_To",
                table: "Delegations",
                column: "To");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_Destination_Id",
                table: "Deliveries",
                columns: new[] { "Destination", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_Destination_State_Subject_Id",
                table: "Deliveries",
                columns: new[] { "Destination", "State", "Subject", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_QueuedAt",
                table: "Deliveries",
                column: "QueuedAt");

            migrationBuilder.CreateIndex(
                name: "IX_DeploymentPermits_Model_Version",
                table: "DeploymentPermits",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_DeploymentPermits_Promotion",
                table: "DeploymentPermits",
                column: "Promotion");

            migrationBuilder.CreateIndex(
                name: "IX_DeploymentPermits_RevokedAt_ExpiresAt",
                table: "DeploymentPermits",
                columns: new[] { "RevokedAt", "ExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Deployments_Model_Stage_Since",
                table: "Deployments",
                columns: new[] { "Model", "Stage", "Since" });

            migrationBuilder.CreateIndex(
                name: "IX_Deployments_Model_Version",
                table: "Deployments",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_Deployments_Promotion",
                table: "Deployments",
                column: "Promotion");

            migrationBuilder.CreateIndex(
                name: "IX_Destinations_State",
                table: "Destinations",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_Duties_Owner",
                table: "Duties",
                column: "Owner");

            migrationBuilder.CreateIndex(
                name: "IX_EmergencyOverrides_OneLive",
                table: "EmergencyOverrides",
                column: "Promotion",
                unique: true,
                filter: "\"State\" <> 'ended'");

            migrationBuilder.CreateIndex(
                name: "IX_EmergencyOverrides_State_ExpiresAt",
                table: "EmergencyOverrides",
                columns: new[] { "State", "ExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_EngineDecisions_DecisionId",
                table: "EngineDecisions",
                column: "DecisionId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_EngineDecisions_StoredAt",
                table: "EngineDecisions",
                column: "StoredAt");

            migrationBuilder.CreateIndex(
                name: "IX_Evidence_Model_Version",
                table: "Evidence",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_GateRuns_Model_Version",
                table: "GateRuns",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_GateRuns_Promotion",
                table: "GateRuns",
                column: "Promotion");

            migrationBuilder.CreateIndex(
                name: "IX_HookCalls_Kind_Delivery",
                table: "HookCalls",
                columns: new[] { "Kind", "Delivery" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_HookCalls_Model",
                table: "HookCalls",
                column: "Model");

            migrationBuilder.CreateIndex(
                name: "IX_HookCalls_State_NextAt",
                table: "HookCalls",
                columns: new[] { "State", "NextAt" });

            migrationBuilder.CreateIndex(
                name: "IX_IdempotencyRecords_At",
                table: "IdempotencyRecords",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_InboundMessages_At",
                table: "InboundMessages",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_IncidentVersions_Model_Version",
                table: "IncidentVersions",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_Incidents_Alert",
                table: "Incidents",
                column: "Alert");

            migrationBuilder.CreateIndex(
                name: "IX_Incidents_State",
                table: "Incidents",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_LabelBatches_Model_Version_DataSha256",
                table: "LabelBatches",
                columns: new[] { "Model", "Version", "DataSha256" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LineageEdges_Dataset_Direction",
                table: "LineageEdges",
                columns: new[] { "Dataset", "Direction" });

            migrationBuilder.CreateIndex(
                name: "IX_LineageEvents_At_Id",
                table: "LineageEvents",
                columns: new[] { "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_LineageEvents_Run",
                table: "LineageEvents",
                column: "Run");

            migrationBuilder.CreateIndex(
                name: "IX_LineageEvents_Sha256",
                table: "LineageEvents",
                column: "Sha256",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LineageFlows_Dataset_Direction_At",
                table: "LineageFlows",
                columns: new[] { "Dataset", "Direction", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_LineageFlows_Job",
                table: "LineageFlows",
                column: "Job");

            migrationBuilder.CreateIndex(
                name: "IX_LineageFlows_Sha256",
                table: "LineageFlows",
                column: "Sha256");

            migrationBuilder.CreateIndex(
                name: "IX_LineageFlows_Source_Dataset_Direction",
                table: "LineageFlows",
                columns: new[] { "Source", "Dataset", "Direction" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LineageNodes_Key",
                table: "LineageNodes",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LineageNodes_Kind_LastAt",
                table: "LineageNodes",
                columns: new[] { "Kind", "LastAt" });

            migrationBuilder.CreateIndex(
                name: "IX_LineageNodes_Model_ModelVersion",
                table: "LineageNodes",
                columns: new[] { "Model", "ModelVersion" });

            migrationBuilder.CreateIndex(
                name: "IX_LineageRuns_Job_LastAt",
                table: "LineageRuns",
                columns: new[] { "Job", "LastAt" });

            migrationBuilder.CreateIndex(
                name: "IX_MlFlowDeliveries_At",
                table: "MlFlowDeliveries",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_MlFlowImports_State_NextAt",
                table: "MlFlowImports",
                columns: new[] { "State", "NextAt" });

            migrationBuilder.CreateIndex(
                name: "IX_MlFlowModels_Server_ServerName",
                table: "MlFlowModels",
                columns: new[] { "Server", "ServerName" },
                unique: true,
                filter: "\"Server\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_MlFlowVersions_Model_ServerVersion",
                table: "MlFlowVersions",
                columns: new[] { "Model", "ServerVersion" },
                unique: true,
                filter: "\"ServerVersion\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_MlFlowVersions_RunId",
                table: "MlFlowVersions",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_ModelAliases_Model_Version",
                table: "ModelAliases",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_ModelTags_Key_Value",
                table: "ModelTags",
                columns: new[] { "Key", "Value" });

            migrationBuilder.CreateIndex(
                name: "IX_Models_ExternalName",
                table: "Models",
                column: "ExternalName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Models_Owner",
                table: "Models",
                column: "Owner");

            migrationBuilder.CreateIndex(
                name: "IX_MonitorReadings_Monitor_Version_Start_End",
                table: "MonitorReadings",
                columns: new[] { "Monitor", "Version", "Start", "End" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_MonitorReadings_Window",
                table: "MonitorReadings",
                column: "Window");

            migrationBuilder.CreateIndex(
                name: "IX_Monitors_Model_Kind_Target_SegmentColumn_SegmentValue",
                table: "Monitors",
                columns: new[] { "Model", "Kind", "Target", "SegmentColumn", "SegmentValue" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_NotificationDispatches_Recipient_Key",
                table: "NotificationDispatches",
                columns: new[] { "Recipient", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_NotificationDispatches_State_NextAt",
                table: "NotificationDispatches",
                columns: new[] { "State", "NextAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_ForDigest_DigestKey",
                table: "Notifications",
                columns: new[] { "ForDigest", "DigestKey" });

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_Person_Key",
                table: "Notifications",
                columns: new[] { "Person", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_Person_ReadAt",
                table: "Notifications",
                columns: new[] { "Person", "ReadAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_Subject_ReadAt",
                table: "Notifications",
                columns: new[] { "Subject", "ReadAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OverrideConfirmations_Override_Person",
                table: "OverrideConfirmations",
                columns: new[] { "Override", "Person" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OverrideConfirmations_Override_Role",
                table: "OverrideConfirmations",
                columns: new[] { "Override", "Role" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Policies_Name_Version",
                table: "Policies",
                columns: new[] { "Name", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PolicyApprovals_Proposal_Person",
                table: "PolicyApprovals",
                columns: new[] { "Proposal", "Person" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PolicyApprovals_Proposal_Role",
                table: "PolicyApprovals",
                columns: new[] { "Proposal", "Role" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PolicyProposals_OneOpen",
                table: "PolicyProposals",
                column: "Name",
                unique: true,
                filter: "\"State\" = 'open'");

            migrationBuilder.CreateIndex(
                name: "IX_Promotions_Model_Version",
                table: "Promotions",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_Promotions_OneOpen",
                table: "Promotions",
                columns: new[] { "Model", "Version", "To" },
                unique: true,
                filter: "\"State\" = 'open'");

            migrationBuilder.CreateIndex(
                name: "IX_Promotions_State_RequestedAt",
                table: "Promotions",
                columns: new[] { "State", "RequestedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ProviderIdentities_User_Issuer",
                table: "ProviderIdentities",
                columns: new[] { "User", "Issuer" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReauthenticationProofs_ExpiresAt",
                table: "ReauthenticationProofs",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_RecoveryCodes_User",
                table: "RecoveryCodes",
                column: "User");

            migrationBuilder.CreateIndex(
                name: "IX_RegisteredDatasets_Model_Version",
                table: "RegisteredDatasets",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_RegisteredDatasets_Name",
                table: "RegisteredDatasets",
                column: "Name");

            migrationBuilder.CreateIndex(
                name: "IX_RegisteredDatasets_Sha256",
                table: "RegisteredDatasets",
                column: "Sha256");

            migrationBuilder.CreateIndex(
                name: "IX_Reports_Kind_Subject",
                table: "Reports",
                columns: new[] { "Kind", "Subject" });

            migrationBuilder.CreateIndex(
                name: "IX_RetirementVersions_Model_Version",
                table: "RetirementVersions",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_Retirements_State",
                table: "Retirements",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_Retirements_Subject",
                table: "Retirements",
                column: "Subject");

            migrationBuilder.CreateIndex(
                name: "IX_RetrainCalls_State_NextAt",
                table: "RetrainCalls",
                columns: new[] { "State", "NextAt" });

            migrationBuilder.CreateIndex(
                name: "IX_RiskAcceptances_OneLive",
                table: "RiskAcceptances",
                column: "Risk",
                unique: true,
                filter: "\"State\" IN ('waiting', 'in-force')");

            migrationBuilder.CreateIndex(
                name: "IX_RiskAcceptances_State_ExpiresAt",
                table: "RiskAcceptances",
                columns: new[] { "State", "ExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_RiskThreats_Framework_Item",
                table: "RiskThreats",
                columns: new[] { "Framework", "Item" });

            migrationBuilder.CreateIndex(
                name: "IX_RiskVersions_At",
                table: "RiskVersions",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_Risks_Model_State",
                table: "Risks",
                columns: new[] { "Model", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_Risks_Owner",
                table: "Risks",
                column: "Owner");

            migrationBuilder.CreateIndex(
                name: "IX_Risks_SignalMonitor",
                table: "Risks",
                column: "SignalMonitor");

            migrationBuilder.CreateIndex(
                name: "IX_Risks_State_ResidualScore",
                table: "Risks",
                columns: new[] { "State", "ResidualScore" });

            migrationBuilder.CreateIndex(
                name: "IX_Risks_SystemId",
                table: "Risks",
                column: "SystemId");

            migrationBuilder.CreateIndex(
                name: "IX_SavedViews_Owner_Page_NameKey",
                table: "SavedViews",
                columns: new[] { "Owner", "Page", "NameKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SavedViews_Page_Shared",
                table: "SavedViews",
                columns: new[] { "Page", "Shared" });

            migrationBuilder.CreateIndex(
                name: "IX_SectionEntries_About_Point",
                table: "SectionEntries",
                columns: new[] { "About", "Point" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_ProviderSession",
                table: "Sessions",
                column: "ProviderSession");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_User",
                table: "Sessions",
                column: "User");

            migrationBuilder.CreateIndex(
                name: "IX_SignOffDrafts_ExpiresAt",
                table: "SignOffDrafts",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_SignOffs_OneLiveADelegator",
                table: "SignOffs",
                columns: new[] { "Promotion", "DelegatedFrom" },
                unique: true,
                filter: "\"Live\" AND \"DelegatedFrom\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SignOffs_OneLiveAPerson",
                table: "SignOffs",
                columns: new[] { "Promotion", "SignedBy" },
                unique: true,
                filter: "\"Live\"");

            migrationBuilder.CreateIndex(
                name: "IX_SignOffs_OneLiveASlot",
                table: "SignOffs",
                columns: new[] { "Promotion", "Role" },
                unique: true,
                filter: "\"Live\"");

            migrationBuilder.CreateIndex(
                name: "IX_SourceReviews_OneOpen",
                table: "SourceReviews",
                column: "Model",
                unique: true,
                filter: "\"ClosedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_StageChanges_Model_Version",
                table: "StageChanges",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_TextDrafts_At",
                table: "TextDrafts",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_Versions_ArtifactSha256",
                table: "Versions",
                column: "ArtifactSha256");

            migrationBuilder.CreateIndex(
                name: "IX_Versions_Model_Number",
                table: "Versions",
                columns: new[] { "Model", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Versions_Model_VersionKey",
                table: "Versions",
                columns: new[] { "Model", "VersionKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WaiverWords_OneGrantAPerson",
                table: "WaiverWords",
                columns: new[] { "Waiver", "Person" },
                unique: true,
                filter: "\"Kind\" = 'granted'");

            migrationBuilder.CreateIndex(
                name: "IX_WaiverWords_OneGrantARole",
                table: "WaiverWords",
                columns: new[] { "Waiver", "Role" },
                unique: true,
                filter: "\"Kind\" = 'granted'");

            migrationBuilder.CreateIndex(
                name: "IX_Waivers_Model_Version",
                table: "Waivers",
                columns: new[] { "Model", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_Waivers_OneLive",
                table: "Waivers",
                columns: new[] { "VersionSha256", "Policy", "Rule" },
                unique: true,
                filter: "\"State\" IN ('requested', 'in-force')");

            migrationBuilder.CreateIndex(
                name: "IX_Waivers_State_ExpiresAt",
                table: "Waivers",
                columns: new[] { "State", "ExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_WindowEvaluations_State",
                table: "WindowEvaluations",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_Windows_Model_Version_Role_Start_End",
                table: "Windows",
                columns: new[] { "Model", "Version", "Role", "Start", "End" },
                unique: true);

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

            // Written by hand: the model knows no triggers, and not how decisions are kept.
            LogGuards.Add(migrationBuilder);
            DecisionTables.Add(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            DecisionTables.Remove(migrationBuilder);
            LogGuards.Remove(migrationBuilder);

            migrationBuilder.DropTable(
                name: "RecordSeals");

            migrationBuilder.DropTable(
                name: "RiskLowerings");

            migrationBuilder.DropTable(
                name: "AcceptanceSignatures");

            migrationBuilder.DropTable(
                name: "AccessGrants");

            migrationBuilder.DropTable(
                name: "AccessLines");

            migrationBuilder.DropTable(
                name: "AnsweredChallenges");

            migrationBuilder.DropTable(
                name: "ApiKeys");

            migrationBuilder.DropTable(
                name: "AspNetRoleClaims");

            migrationBuilder.DropTable(
                name: "AspNetUserClaims");

            migrationBuilder.DropTable(
                name: "AspNetUserLogins");

            migrationBuilder.DropTable(
                name: "AspNetUserPasskeys");

            migrationBuilder.DropTable(
                name: "AspNetUserRoles");

            migrationBuilder.DropTable(
                name: "AspNetUserTokens");

            migrationBuilder.DropTable(
                name: "Assessments");

            migrationBuilder.DropTable(
                name: "AuditEntries");

            migrationBuilder.DropTable(
                name: "AuditNodes");

            migrationBuilder.DropTable(
                name: "BusinessFigures");

            migrationBuilder.DropTable(
                name: "Cards");

            migrationBuilder.DropTable(
                name: "CheckpointCosignatures");

            migrationBuilder.DropTable(
                name: "Checkpoints");

            migrationBuilder.DropTable(
                name: "CommentAttachments");

            migrationBuilder.DropTable(
                name: "Counters");

            migrationBuilder.DropTable(
                name: "DashboardSubscriptions");

            migrationBuilder.DropTable(
                name: "DecisionBatches");

            migrationBuilder.DropTable(
                name: "DecisionOverrides");

            migrationBuilder.DropTable(
                name: "DecisionPolicies");

            migrationBuilder.DropTable(
                name: "DecisionSources");

            migrationBuilder.DropTable(
                name: "DecisionUnmaskings");

            migrationBuilder.DropTable(
                name: "Delegations");

            migrationBuilder.DropTable(
                name: "Deliveries");

            migrationBuilder.DropTable(
                name: "DeploymentPermits");

            migrationBuilder.DropTable(
                name: "DestinationHealth");

            migrationBuilder.DropTable(
                name: "Duties");

            migrationBuilder.DropTable(
                name: "EngineDecisions");

            migrationBuilder.DropTable(
                name: "Evidence");

            migrationBuilder.DropTable(
                name: "FeatureDrifts");

            migrationBuilder.DropTable(
                name: "ForeignIncidents");

            migrationBuilder.DropTable(
                name: "GateRuns");

            migrationBuilder.DropTable(
                name: "HookCalls");

            migrationBuilder.DropTable(
                name: "IdempotencyRecords");

            migrationBuilder.DropTable(
                name: "InboundMessages");

            migrationBuilder.DropTable(
                name: "IncidentEntries");

            migrationBuilder.DropTable(
                name: "IncidentMessages");

            migrationBuilder.DropTable(
                name: "IncidentVersions");

            migrationBuilder.DropTable(
                name: "LabelBatches");

            migrationBuilder.DropTable(
                name: "LineageEdges");

            migrationBuilder.DropTable(
                name: "LineageEvents");

            migrationBuilder.DropTable(
                name: "LineageFlows");

            migrationBuilder.DropTable(
                name: "LineageRuns");

            migrationBuilder.DropTable(
                name: "LogCheckDays");

            migrationBuilder.DropTable(
                name: "LogFollowers");

            migrationBuilder.DropTable(
                name: "MlFlowDeliveries");

            migrationBuilder.DropTable(
                name: "MlFlowImports");

            migrationBuilder.DropTable(
                name: "MlFlowModels");

            migrationBuilder.DropTable(
                name: "MlFlowTags");

            migrationBuilder.DropTable(
                name: "MlFlowVersions");

            migrationBuilder.DropTable(
                name: "ModelAliases");

            migrationBuilder.DropTable(
                name: "ModelSignatures");

            migrationBuilder.DropTable(
                name: "ModelTags");

            migrationBuilder.DropTable(
                name: "MonitorReadings");

            migrationBuilder.DropTable(
                name: "NotificationChannels");

            migrationBuilder.DropTable(
                name: "NotificationDispatches");

            migrationBuilder.DropTable(
                name: "NotificationPreferences");

            migrationBuilder.DropTable(
                name: "Notifications");

            migrationBuilder.DropTable(
                name: "OutsideStates");

            migrationBuilder.DropTable(
                name: "OverrideConfirmations");

            migrationBuilder.DropTable(
                name: "Policies");

            migrationBuilder.DropTable(
                name: "PolicyApprovals");

            migrationBuilder.DropTable(
                name: "ProviderIdentities");

            migrationBuilder.DropTable(
                name: "ProviderRoles");

            migrationBuilder.DropTable(
                name: "ReauthenticationProofs");

            migrationBuilder.DropTable(
                name: "RecoveryCodes");

            migrationBuilder.DropTable(
                name: "RegisteredDatasets");

            migrationBuilder.DropTable(
                name: "Reports");

            migrationBuilder.DropTable(
                name: "RetirementEntries");

            migrationBuilder.DropTable(
                name: "RetirementVersions");

            migrationBuilder.DropTable(
                name: "RetrainCalls");

            migrationBuilder.DropTable(
                name: "RiskThreats");

            migrationBuilder.DropTable(
                name: "RiskVersions");

            migrationBuilder.DropTable(
                name: "RoleScopes");

            migrationBuilder.DropTable(
                name: "RollbackPlans");

            migrationBuilder.DropTable(
                name: "SavedViews");

            migrationBuilder.DropTable(
                name: "SectionEntries");

            migrationBuilder.DropTable(
                name: "Sessions");

            migrationBuilder.DropTable(
                name: "Settings");

            migrationBuilder.DropTable(
                name: "SignOffDrafts");

            migrationBuilder.DropTable(
                name: "SignedStatements");

            migrationBuilder.DropTable(
                name: "SourceReviews");

            migrationBuilder.DropTable(
                name: "StageChanges");

            migrationBuilder.DropTable(
                name: "TextDrafts");

            migrationBuilder.DropTable(
                name: "ThreatVerdicts");

            migrationBuilder.DropTable(
                name: "TimeCodeKeys");

            migrationBuilder.DropTable(
                name: "WaiverWords");

            migrationBuilder.DropTable(
                name: "WindowEvaluations");

            migrationBuilder.DropTable(
                name: "WitnessedLogs");

            migrationBuilder.DropTable(
                name: "RiskAcceptances");

            migrationBuilder.DropTable(
                name: "AccessReviews");

            migrationBuilder.DropTable(
                name: "AspNetRoles");

            migrationBuilder.DropTable(
                name: "AspNetUsers");

            migrationBuilder.DropTable(
                name: "Comments");

            migrationBuilder.DropTable(
                name: "Destinations");

            migrationBuilder.DropTable(
                name: "Incidents");

            migrationBuilder.DropTable(
                name: "LineageNodes");

            migrationBuilder.DropTable(
                name: "EmergencyOverrides");

            migrationBuilder.DropTable(
                name: "PolicyProposals");

            migrationBuilder.DropTable(
                name: "Retirements");

            migrationBuilder.DropTable(
                name: "Deployments");

            migrationBuilder.DropTable(
                name: "AiSystems");

            migrationBuilder.DropTable(
                name: "SignOffs");

            migrationBuilder.DropTable(
                name: "Waivers");

            migrationBuilder.DropTable(
                name: "Windows");

            migrationBuilder.DropTable(
                name: "Risks");

            migrationBuilder.DropTable(
                name: "Alerts");

            migrationBuilder.DropTable(
                name: "Promotions");

            migrationBuilder.DropTable(
                name: "Monitors");

            migrationBuilder.DropTable(
                name: "Versions");

            migrationBuilder.DropTable(
                name: "Models");
        }
    }
}
