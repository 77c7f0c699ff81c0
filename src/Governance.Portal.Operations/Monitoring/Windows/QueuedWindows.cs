using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Windows;

/// <summary>References and withdrawals that wait for a second person of the second line.</summary>
internal sealed class QueuedWindows : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(3);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ValidateModels) || access.Person is not { } person)
        {
            return [];
        }

        var me = $"user:{person}";
        var waiting = await db
            .AllWindows.AsNoTracking()
            .Where(w =>
                (w.Status == WindowStatus.Requested || (w.Status == WindowStatus.InForce && w.AskedAt != null && w.DecidedAt == null))
                && w.AskedBy != me
                && w.UploadedBy != me
            )
            .Join(
                db.Models,
                w => w.Model,
                m => m.Name,
                (w, m) =>
                    new
                    {
                        Model = m,
                        w.Id,
                        w.Version,
                        w.Status,
                        w.AskedAt,
                    }
            )
            .OrderBy(w => w.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Where(w => MonitoringWindow.RefusesSecond(w.Model, new Signer(person, "", null), []) is null)
                .Select(w => new QueueItem(
                    w.Id.ToString(),
                    new MonitorAddress(w.Model.Name, w.Version).Href,
                    "Monitoring window",
                    "monitoring",
                    $"{w.Model.DisplayName} {w.Version}",
                    w.Status is WindowStatus.Requested
                        ? "A new reference has been uploaded for a version that is approved or in use"
                        : "Someone wants to withdraw a monitoring window",
                    "Confirm or reject it"
                )
                {
                    Severity = QueueSeverity.Of(w.Model.RiskClass),
                    Since = w.AskedAt,
                    DueAt = w.AskedAt + s_within,
                }),
        ];
    }
}
