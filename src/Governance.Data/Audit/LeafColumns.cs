using System.Text.Json;
using Governance.Domain.Audit;
using Governance.Transparency;

namespace Governance.Data.Audit;

/// <summary>The columns beside a leaf are for searching: they say what the leaf says, or someone changed them.</summary>
internal static class LeafColumns
{
    public static bool Agree(AuditEntry row)
    {
        try
        {
            using var leaf = JsonDocument.Parse(row.Leaf);
            var root = leaf.RootElement;
            return root.GetProperty("actor").ValueEquals(row.Actor)
                && root.GetProperty("action").ValueEquals(row.Action)
                && root.GetProperty("subject").ValueEquals(row.Subject)
                && root.GetProperty("outcome").ValueEquals(row.Refused ? "refused" : "done")
                && root.GetProperty("time").ValueEquals(CanonicalJson.Time(row.Time))
                && row.Time.UtcTicks % TimeSpan.TicksPerMillisecond == 0;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
