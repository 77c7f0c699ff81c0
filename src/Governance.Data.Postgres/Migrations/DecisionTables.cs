using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Data.Postgres.Migrations;

/// <summary>Decisions by month and their ids. Written by hand: EF describes no partitions. The partitions are made when they are needed.</summary>
internal static class DecisionTables
{
    public static void Add(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            CREATE TABLE "Decisions" (
                "Number" bigint NOT NULL,
                "Time" bigint NOT NULL,
                "Source" integer NOT NULL,
                "Id" text COLLATE "C" NOT NULL,
                "Outcome" text NULL,
                "Confidence" double precision NULL,
                "Features" text NULL,
                "Subject" text NULL,
                "Synthetic" boolean NOT NULL,
                "Commitment" bytea NOT NULL,
                "Seed" bytea NULL,
                "Content" bytea NULL,
                CONSTRAINT "PK_Decisions" PRIMARY KEY ("Number", "Time")
            ) PARTITION BY RANGE ("Time");
            CREATE INDEX "IX_Decisions_Time" ON "Decisions" ("Time", "Number");
            CREATE INDEX "IX_Decisions_Source_Time" ON "Decisions" ("Source", "Time", "Number");
            CREATE TABLE "DecisionIds" (
                "Id" text COLLATE "C" NOT NULL CONSTRAINT "PK_DecisionIds" PRIMARY KEY,
                "Number" bigint NOT NULL,
                "Time" bigint NOT NULL
            );

            -- With the owner's rights: the account the service runs as need not be able to make tables. Made beside and attached, which lets
            -- readers and writers of the other months go on.
            CREATE FUNCTION "MakeDecisionPartition"(year integer, month integer) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            DECLARE
                first date := make_date(year, month, 1);
                name text := 'Decisions_' || to_char(first, 'YYYY_MM');
            BEGIN
                PERFORM pg_advisory_xact_lock(20070410147611220); -- "GOVPART": one node at a time
                IF to_regclass(format('%I', name)) IS NULL THEN
                    EXECUTE format('CREATE TABLE %I (LIKE "Decisions" INCLUDING ALL)', name);
                    EXECUTE format('ALTER TABLE "Decisions" ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', name,
                        (extract(epoch FROM first::timestamp)::bigint + 62135596800) * 10000000,
                        (extract(epoch FROM (first + interval '1 month')::timestamp)::bigint + 62135596800) * 10000000);
                END IF;
            END $$;
            """);
    }

    public static void Remove(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""DROP FUNCTION "MakeDecisionPartition"; DROP TABLE "DecisionIds"; DROP TABLE "Decisions";""");
    }
}
