using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>Changes of the log's key, as the log itself names them.</summary>
internal static class KeyRotations
{
    public const string Action = "log-key.rotated";

    /// <summary>The fact: both ids, and whether the earlier key signs it off too.</summary>
    public static AuditEvent Fact(string? before, string after, bool lost) =>
        new(
            Action,
            "log",
            new JsonObject
            {
                ["before"] = before,
                ["after"] = after,
                ["lost"] = lost,
            }
        );

    /// <summary>Id of the key that the last change brought; null when there was none.</summary>
    public static async Task<string?> LastAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var leaf = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Action == Action && !e.Refused)
            .OrderByDescending(e => e.Index)
            .Select(e => e.Leaf)
            .FirstOrDefaultAsync(ct);
        if (leaf is null)
        {
            return null;
        }

        using var entry = JsonDocument.Parse(leaf);
        return entry.RootElement.GetProperty("data").GetProperty("after").GetString();
    }
}
