using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
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
        var windows = await Waiting(db.AllWindows.AsNoTracking().Where(w => w.UploadedBy != me), me)
            .Join(db.Models, w => w.Model, m => m.Name, (w, m) => new { Model = m, Window = w })
            .OrderBy(w => w.Window.Id)
            .Take(Most)
            .Select(w => new Waits(w.Model, MeasurementRef.Of(w.Window.Id), w.Window.Version, w.Window.Status, w.Window.AskedAt))
            .ToListAsync(ct);
        var labels = Waiting(db.AllLabelBatches.AsNoTracking().Where(b => b.UploadedBy != me), me)
            .Select(b => new
            {
                IsLabels = true,
                b.Id,
                b.Model,
                b.Version,
                b.AskedAt,
            });
        var figures = Waiting(db.AllBusinessFigures.AsNoTracking().Where(f => f.StoredBy != me), me)
            .Select(f => new
            {
                IsLabels = false,
                f.Id,
                f.Model,
                f.Version,
                f.AskedAt,
            });
        var others = await labels
            .Concat(figures)
            .Join(db.Models, o => o.Model, m => m.Name, (o, m) => new { Model = m, Other = o })
            .OrderBy(o => o.Other.AskedAt)
            .ThenBy(o => o.Other.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. windows
                .Concat(
                    others.Select(o => new Waits(
                        o.Model,
                        new(o.Other.IsLabels ? MeasurementKind.Labels : MeasurementKind.Figure, o.Other.Id),
                        o.Other.Version,
                        WindowStatus.InForce,
                        o.Other.AskedAt
                    ))
                )
                .Where(w => Measurement.RefusesSecond(w.Model, new Signer(person, "", null), []) is null)
                .Select(w => new QueueItem(
                    w.Id.ToString(),
                    new MonitorAddress(w.Model.Name, w.Version).Href,
                    "Monitoring window",
                    "monitoring",
                    $"{w.Model.DisplayName} {w.Version}",
                    w.Id.Kind switch
                    {
                        MeasurementKind.Labels => "Someone wants to withdraw a file of labels",
                        MeasurementKind.Figure => "Someone wants to withdraw a business figure",
                        _ => w.Status is WindowStatus.Requested
                            ? "A new reference has been uploaded for a version that is approved or in use"
                            : "Someone wants to withdraw a monitoring window",
                    },
                    "Confirm or reject it"
                )
                {
                    Severity = QueueSeverity.Of(w.Model.RiskClass),
                    Since = w.AskedAt,
                    DueAt = w.AskedAt + s_within,
                }),
        ];
    }

    private static IQueryable<T> Waiting<T>(IQueryable<T> all, string me)
        where T : Measurement =>
        all.Where(m =>
            (m.Status == WindowStatus.Requested || (m.Status == WindowStatus.InForce && m.AskedAt != null && m.DecidedAt == null))
            && m.AskedBy != me
        );

    private sealed record Waits(Model Model, MeasurementRef Id, string Version, WindowStatus Status, DateTimeOffset? AskedAt);
}
