using Governance.Analytics.Alarms;
using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>Reads the newest arrivals of a stream from its table.</summary>
internal static class ReadArrivals
{
    // Versions side by side may cover the same time: twice as many as a rhythm is learnt from.
    private const int MaxRows = 2 * Rhythm.MaxArrivals;

    /// <summary>Two statements, whatever the number of models.</summary>
    public static async Task<IReadOnlyList<DataArrivals>> OfAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> models,
        IQueryable<DataArrival> arrivals,
        CancellationToken ct
    )
    {
        // What came for a time to come does not make anything less late.
        var latest = db.LatestMeasured;
        arrivals = arrivals.Where(a => a.At <= latest);
        var newest = await arrivals
            .Where(a => models.Contains(a.Model))
            .GroupBy(a => new { a.Model, a.Version })
            .Select(g => new
            {
                g.Key.Model,
                g.Key.Version,
                At = g.Max(a => a.At),
            })
            .ToListAsync(ct);
        if (newest.Count == 0)
        {
            return [];
        }

        var rows = (
            await db
                .Models.Where(m => models.Contains(m.Name))
                .SelectMany(m => arrivals.Where(a => a.Model == m.Name).OrderByDescending(a => a.At).Take(MaxRows))
                .ToListAsync(ct)
        ).ToLookup(a => a.Model, StringComparer.Ordinal);
        return
        [
            .. newest
                .GroupBy(n => n.Model, StringComparer.Ordinal)
                .Select(model => new DataArrivals(
                    model.Key,
                    model.ToDictionary(n => n.Version, n => n.At, StringComparer.Ordinal),
                    [.. rows[model.Key].Select(r => (r.At, r.ReceivedAt))]
                )),
        ];
    }
}
