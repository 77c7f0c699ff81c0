using System.Globalization;
using Governance.Data;
using Governance.Domain.Documents;
using Governance.Portal.Compliance.Documents.Records;
using Governance.Reporting;
using Governance.Reporting.Dashboards;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports.Committee;

/// <summary>
/// What proves each record of a pack: the newest entry of the log about it. A record without one, and a key figure, is proven by the digest
/// of what is printed of it.
/// </summary>
internal static class CommitteeEvidence
{
    public static async Task<IReadOnlyDictionary<string, EvidenceReference>> ReadAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> records,
        IReadOnlyList<DashboardItem> figures,
        CancellationToken ct
    )
    {
        var evidence = figures.ToDictionary(f => f.Name, Of, StringComparer.Ordinal);
        var ids = records.Distinct(StringComparer.Ordinal).Where(id => !evidence.ContainsKey(id)).ToList();
        var newest = await db
            .AuditEntries.AsNoTracking()
            .Where(e => ids.Contains(e.Subject))
            .GroupBy(e => e.Subject)
            .Select(g => g.Max(e => e.Index))
            .ToListAsync(ct);
        var entries = await db.AuditEntries.AsNoTracking().Where(e => newest.Contains(e.Index)).ToListAsync(ct);
        foreach (var entry in entries)
        {
            evidence[entry.Subject] = new(
                $"log:{entry.Index.ToString(CultureInfo.InvariantCulture)}",
                "log-entry",
                Sha256Hex.Of([0, .. entry.Leaf])
            );
        }

        foreach (var id in ids.Where(id => !evidence.ContainsKey(id)))
        {
            evidence[id] = Computed(id, "record", new Fields().Text("record", id));
        }

        return evidence;
    }

    private static EvidenceReference Of(DashboardItem figure) =>
        Computed(
            figure.Link,
            "key_figure",
            new Fields().Text("figure", figure.Name).Text("value", figure.Value ?? figure.Missing).Text("change", figure.Change)
        );

    private static EvidenceReference Computed(string id, string kind, Fields fields) =>
        new(id, kind, FoundRecord.DigestOf(kind, id, [fields.Row])) { IsUnlogged = true };
}
