using System.Globalization;
using Governance.Data;
using Governance.Domain.Discovery;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Discovery;

/// <summary>What scans found and no one decided about: one item a source, however much it is.</summary>
internal sealed class QueuedDiscoveries : IQueueSource
{
    private const int Most = 50;

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.TriageDiscoveries) || access.Person is null)
        {
            return [];
        }

        var waiting = await db
            .Discoveries.AsNoTracking()
            .Where(d => d.State == DiscoveryState.ToTriage && d.GoneAt == null)
            .GroupBy(d => d.Source)
            .Select(g => new
            {
                Source = g.Key,
                Count = g.Count(),
                Since = g.Min(d => d.FoundAt),
            })
            .OrderBy(g => g.Source)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. waiting.Select(w => new QueueItem(
                w.Source,
                DiscoveryPage.Of(w.Source),
                "Discovered AI",
                "search",
                Wording.Verbatim(w.Source),
                Wording.Sentence(
                    w.Count == 1
                        ? "1 discovery is waiting for a decision"
                        : string.Create(CultureInfo.InvariantCulture, $"{w.Count} discoveries are waiting for a decision")
                ),
                Wording.Text($"Decide on each discovery")
            )
            {
                Since = w.Since,
            }),
        ];
    }
}
