using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>Alerts of monitors that wait for a person to review them.</summary>
internal sealed class QueuedAlerts : IQueueSource
{
    // One item a model, however many of its monitors called: they are looked at together. It is gone when each alert is acknowledged,
    // silent or over.
    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.HandleAlerts) || access.Person is not { } person)
        {
            return [];
        }

        var asking = (
            await db
                .Alerts.AsNoTracking()
                .Where(a =>
                    (a.Owner == person || (a.Owner == null && db.Models.Any(m => m.Name == a.Model && m.Owner == person)))
                    && a.State == AlertState.Open
                    && a.Monitor != null
                )
                .ToListAsync(ct)
        )
            .Where(a => a.AsksForReview(now))
            .ToList();
        var names = asking.Select(a => a.Model).Distinct().ToList();
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. asking
                .GroupBy(a => a.Model, StringComparer.Ordinal)
                .Select(alerts =>
                {
                    var first = alerts.MinBy(a => a.RaisedAt)!;
                    return new QueueItem(
                        first.Id.ToString(),
                        $"/monitoring/{Uri.EscapeDataString(alerts.Key)}?tab=alerts",
                        "Alert",
                        "monitoring",
                        Wording.Verbatim($"{models[alerts.Key].DisplayName} {first.Version}"),
                        Wording.Sentence(
                            string.Join(
                                ", ",
                                alerts
                                    .OrderByDescending(a => a.Level is DriftLevel.Alert)
                                    .ThenByDescending(a => a.Value)
                                    .DistinctBy(a => a.Field)
                                    .Take(3)
                                    .Select(a => AlertFields.Whole(a.Rule, a.Field))
                            )
                        ),
                        Wording.Sentence(alerts.Count() == 1 ? "Review 1 alert" : $"Review {alerts.Count()} alerts")
                    )
                    {
                        Severity = QueueSeverity.Of(models[alerts.Key].RiskClass),
                        Since = first.RaisedAt,
                        DueAt = first.DueAt,
                    };
                }),
        ];
    }
}
