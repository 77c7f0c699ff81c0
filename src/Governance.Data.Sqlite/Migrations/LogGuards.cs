using Governance.Data.Audit;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Data.Sqlite.Migrations;

/// <summary>
/// The database refuses to change or remove what the log wrote and what was signed, whoever asks. Written by hand: the model knows no triggers.
/// A third trigger stands against INSERT OR REPLACE, which removes the old row without asking the other two.
/// </summary>
internal static class LogGuards
{
    private static readonly Dictionary<string, string[]> s_keys = new(StringComparer.Ordinal)
    {
        ["AuditEntries"] = ["Index"],
        ["AuditNodes"] = ["Position"],
        ["Checkpoints"] = ["Size"],
        ["CheckpointCosignatures"] = ["Id"],
        ["SignedStatements"] = ["SignOff"],
        ["ModelSignatures"] = ["Model", "Version", "Sha256"],
    };

    public static void Add(MigrationBuilder migrationBuilder)
    {
        foreach (var table in LogTables.Guarded)
        {
            foreach (var (verb, word) in new[] { ("UPDATE", "changed"), ("DELETE", "deleted") })
            {
                migrationBuilder.Sql($"""
                    CREATE TRIGGER "{table}_no_{verb.ToLowerInvariant()}" BEFORE {verb} ON "{table}"
                    BEGIN SELECT RAISE(ABORT, 'Rows of {table} are never {word}.'); END
                    """);
            }

            migrationBuilder.Sql($"""
                CREATE TRIGGER "{table}_no_replace" BEFORE INSERT ON "{table}"
                WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {string.Join(" AND ", s_keys[table].Select(key => $"\"{key}\" = NEW.\"{key}\""))})
                BEGIN SELECT RAISE(ABORT, 'Rows of {table} are never replaced.'); END
                """);
        }
    }

    public static void Remove(MigrationBuilder migrationBuilder)
    {
        foreach (var table in LogTables.Guarded)
        {
            foreach (var verb in new[] { "update", "delete", "replace" })
            {
                migrationBuilder.Sql($"""DROP TRIGGER "{table}_no_{verb}" """);
            }
        }
    }
}
