using System.Data.Common;
using Governance.Transparency;

namespace Governance.Data.Audit;

/// <summary>Where the log ends.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Signed">Entries that the newest stored checkpoint covers.</param>
/// <param name="Schema">The database's last migration.</param>
/// <param name="Peaks">Hashes of the complete subtrees at the edge of its tree, as far as they are stored.</param>
internal sealed record LogEdge(long Size, long Signed, string Schema, IReadOnlyDictionary<NodeId, byte[]> Peaks)
{
    /// <summary>
    /// Asks for it, in both databases. The second statement names one subtree for each 1 in the size, read as a binary number: what
    /// <see cref="NodeId.Cover"/> gives for all entries, with the positions of <see cref="NodeId.Position"/>.
    /// </summary>
    public const string Select = """
        SELECT COALESCE((SELECT MAX("Index") FROM "AuditEntries"), -1) + 1, COALESCE((SELECT MAX("Size") FROM "Checkpoints"), 0),
            COALESCE((SELECT MAX("MigrationId") FROM "__EFMigrationsHistory" WHERE "MigrationId" NOT LIKE '%Beside'), '');
        WITH RECURSIVE edge(level, size) AS (
            SELECT 0, COALESCE((SELECT MAX("Index") FROM "AuditEntries"), -1) + 1
            UNION ALL
            SELECT level + 1, size FROM edge WHERE (size >> (level + 1)) > 0
        )
        SELECT level, CASE WHEN level = 0 THEN (SELECT "LeafHash" FROM "AuditEntries" WHERE "Index" = size - 1)
            ELSE (SELECT "Hash" FROM "AuditNodes" WHERE "Position" = ((2 * (size >> level) - 1) << level) - 1) END
        FROM edge WHERE ((size >> level) & 1) = 1;
        """;

    /// <summary>Reads the two results of <see cref="Select"/>.</summary>
    public static async Task<LogEdge> ReadAsync(DbDataReader reader, CancellationToken ct)
    {
        await reader.ReadAsync(ct);
        var (size, signed, schema) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2));
        await reader.NextResultAsync(ct);
        var peaks = new Dictionary<NodeId, byte[]>();
        while (await reader.ReadAsync(ct))
        {
            if (reader.GetValue(1) is byte[] hash)
            {
                var level = reader.GetInt32(0);
                peaks[new NodeId(level, (size >> level) - 1)] = hash;
            }
        }

        return new LogEdge(size, signed, schema, peaks);
    }
}
