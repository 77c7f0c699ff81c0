using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Data.Sqlite.Migrations;

/// <summary>Decisions and their ids. Written by hand: ids are kept without row ids, in the order of the ids themselves.</summary>
internal static class DecisionTables
{
    public static void Add(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            CREATE TABLE "Decisions" (
                "Number" INTEGER NOT NULL CONSTRAINT "PK_Decisions" PRIMARY KEY,
                "Time" INTEGER NOT NULL,
                "Source" INTEGER NOT NULL,
                "Id" TEXT NOT NULL,
                "Outcome" TEXT NULL,
                "Confidence" REAL NULL,
                "Features" TEXT NULL,
                "Subject" TEXT NULL,
                "Synthetic" INTEGER NOT NULL,
                "Commitment" BLOB NOT NULL,
                "Seed" BLOB NULL,
                "Content" BLOB NULL
            );
            CREATE INDEX "IX_Decisions_Time" ON "Decisions" ("Time", "Number");
            CREATE INDEX "IX_Decisions_Source_Time" ON "Decisions" ("Source", "Time", "Number");
            CREATE TABLE "DecisionIds" (
                "Id" TEXT NOT NULL CONSTRAINT "PK_DecisionIds" PRIMARY KEY,
                "Number" INTEGER NOT NULL,
                "Time" INTEGER NOT NULL
            ) WITHOUT ROWID;
            """);
    }

    public static void Remove(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""DROP TABLE "DecisionIds"; DROP TABLE "Decisions";""");
    }
}
