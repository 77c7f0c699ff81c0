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
        var windows = Waiting(db.AllWindows.Where(w => w.UploadedBy != me), me)
            .Select(w => new
            {
                Kind = (int)MeasurementKind.Window,
                Number = (long)(int)(object)w.Id,
                w.Model,
                w.Version,
                w.Status,
                w.AskedAt,
            });
        var labels = Waiting(db.AllLabelBatches.Where(b => b.UploadedBy != me), me)
            .Select(b => new
            {
                Kind = (int)MeasurementKind.Labels,
                Number = b.Id,
                b.Model,
                b.Version,
                b.Status,
                b.AskedAt,
            });
        var figures = Waiting(db.AllBusinessFigures.Where(f => f.StoredBy != me), me)
            .Select(f => new
            {
                Kind = (int)MeasurementKind.Figure,
                Number = f.Id,
                f.Model,
                f.Version,
                f.Status,
                f.AskedAt,
            });
        var waiting = await windows
            .Concat(labels)
            .Concat(figures)
            .Join(
                db.Models,
                w => w.Model,
                m => m.Name,
                (w, m) =>
                    new
                    {
                        Model = m,
                        w.Kind,
                        w.Number,
                        w.Version,
                        w.Status,
                        w.AskedAt,
                    }
            )
            .OrderBy(w => w.AskedAt)
            .ThenBy(w => w.Kind)
            .ThenBy(w => w.Number)
            .Take(Most)
            .AsNoTracking()
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Where(w => Measurement.RefusesSecond(w.Model, new Signer(person, "", null), []) is null)
                .Select(w => new QueueItem(
                    new MeasurementRef((MeasurementKind)w.Kind, w.Number).ToString(),
                    new MonitorAddress(w.Model.Name, w.Version).Href,
                    "Monitoring window",
                    "monitoring",
                    $"{w.Model.DisplayName} {w.Version}",
                    (MeasurementKind)w.Kind switch
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
}
