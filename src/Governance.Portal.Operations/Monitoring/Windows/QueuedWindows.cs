using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Localisation;
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
        var waiting = await Waiting(db.AllLabelBatches.AsNoTracking().Where(b => b.UploadedBy != me), me)
            .Select(b => new
            {
                Kind = MeasurementKind.Labels,
                b.Id,
                b.Model,
                b.Version,
                b.Status,
                b.AskedAt,
            })
            .Concat(
                Waiting(db.AllBusinessFigures.AsNoTracking().Where(f => f.StoredBy != me), me)
                    .Select(f => new
                    {
                        Kind = MeasurementKind.Figure,
                        f.Id,
                        f.Model,
                        f.Version,
                        f.Status,
                        f.AskedAt,
                    })
            )
            .Concat(
                Waiting(db.AllWindows.AsNoTracking().Where(w => w.UploadedBy != me), me)
                    .Select(w => new
                    {
                        Kind = MeasurementKind.Window,
                        Id = (long)(int)(object)w.Id,
                        w.Model,
                        w.Version,
                        w.Status,
                        w.AskedAt,
                    })
            )
            .OrderBy(w => w.AskedAt)
            .ThenBy(w => w.Kind)
            .ThenBy(w => w.Id)
            .Take(Most)
            .ToListAsync(ct);
        if (waiting.Count == 0)
        {
            return [];
        }

        var names = waiting.ConvertAll(w => w.Model);
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. waiting
                .Select(w => new Waits(models[w.Model], new(w.Kind, w.Id), w.Version, w.Status, w.AskedAt))
                .Where(w => Measurement.RefusesSecond(w.Model, new Signer(person, "", null), []) is null)
                .Select(w => new QueueItem(
                    w.Id.ToString(),
                    new MonitorAddress(w.Model.Name, w.Version).Href,
                    "Monitoring window",
                    "monitoring",
                    Wording.Verbatim($"{w.Model.DisplayName} {w.Version}"),
                    Wording.Sentence(
                        w.Id.Kind switch
                        {
                            MeasurementKind.Labels => "Someone wants to withdraw a file of labels",
                            MeasurementKind.Figure => "Someone wants to withdraw a business figure",
                            _ => w.Status is WindowStatus.Requested
                                ? "A new reference has been uploaded for a version that is approved or in use"
                                : "Someone wants to withdraw a monitoring window",
                        }
                    ),
                    Wording.Text($"Confirm or reject it")
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
