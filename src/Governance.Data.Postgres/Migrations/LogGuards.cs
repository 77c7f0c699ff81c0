using Governance.Data.Audit;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Data.Postgres.Migrations;

/// <summary>
/// The database refuses to change, remove or truncate what the log wrote and what was signed. Written by hand: the model knows no triggers. ALWAYS: also for a
/// session that plays a replica, which switches ordinary triggers off.
/// </summary>
internal static class LogGuards
{
    public static void Add(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE FUNCTION governance_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'Rows of % are only ever added: % is refused.', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
            END $$
            """);
        foreach (var table in LogTables.Guarded)
        {
            migrationBuilder.Sql($"""
                CREATE TRIGGER "{table}_guard" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"
                FOR EACH STATEMENT EXECUTE FUNCTION governance_log_guard()
                """);
            migrationBuilder.Sql($"""ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{table}_guard" """);
        }
    }

    public static void Remove(MigrationBuilder migrationBuilder)
    {
        foreach (var table in LogTables.Guarded)
        {
            migrationBuilder.Sql($"""DROP TRIGGER "{table}_guard" ON "{table}" """);
        }

        migrationBuilder.Sql("DROP FUNCTION governance_log_guard()");
    }
}
