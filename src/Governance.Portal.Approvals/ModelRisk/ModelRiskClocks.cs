using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>When findings, validation reports, reviews of overlays and of models in use are due.</summary>
internal sealed class ModelRiskClocks : IClockSource
{
    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadRegistry))
        {
            return [];
        }

        var findings = await db
            .ValidationFindings.AsNoTracking()
            .Where(f => f.State == FindingState.Open)
            .OrderBy(f => f.DueAt)
            .ThenBy(f => f.Id)
            .Take(most)
            .Select(f => new
            {
                f.Id,
                f.Model,
                f.Owner,
                f.DueAt,
            })
            .ToListAsync(ct);
        var validations = await db
            .ModelValidations.AsNoTracking()
            .Where(v => v.State == ValidationState.Planned)
            .OrderBy(v => v.DueOn)
            .ThenBy(v => v.Id)
            .Take(most)
            .Select(v => new
            {
                v.Id,
                v.Model,
                v.Version,
                v.Validator,
                v.DueOn,
            })
            .ToListAsync(ct);
        var overlays = await db
            .ModelOverlays.AsNoTracking()
            .Where(o => o.State == OverlayState.InUse)
            .OrderBy(o => o.ReviewOn)
            .ThenBy(o => o.Id)
            .Take(most)
            .Select(o => new
            {
                o.Id,
                o.Model,
                o.Owner,
                o.ReviewOn,
            })
            .ToListAsync(ct);
        // The newest review of a version that serves; what is not in production any more is not reviewed again.
        var reviews = await db
            .ModelReviews.AsNoTracking()
            .Where(r =>
                r.RevalidateOn != null
                && db.Deployments.Any(d => d.Model == r.Model && d.Version == r.Version && d.Until == null && d.Stage == Stage.Production)
                && !db.ModelReviews.Any(n => n.Model == r.Model && n.Version == r.Version && (int)(object)n.Id > (int)(object)r.Id)
            )
            .OrderBy(r => r.RevalidateOn)
            .ThenBy(r => r.Id)
            .Take(most)
            .Select(r => new
            {
                r.Id,
                r.Model,
                r.Version,
                r.RevalidateOn,
            })
            .ToListAsync(ct);
        return
        [
            .. findings.Select(f => new RunningClock(
                "rule",
                $"{f.Id} finding of a validation",
                f.Model,
                f.DueAt,
                ModelRiskAddresses.Of(f.Model),
                IsDuty: true
            )
            {
                Person = f.Owner,
                Model = f.Model,
            }),
            .. validations.Select(v => new RunningClock(
                "verified",
                $"{v.Id} validation report",
                $"{v.Model} {v.Version}",
                EndOf(v.DueOn),
                ModelRiskAddresses.Of(v.Model),
                IsDuty: true
            )
            {
                Person = v.Validator,
                Model = v.Model,
            }),
            .. overlays.Select(o => new RunningClock(
                "tune",
                $"{o.Id} review of an overlay or limitation",
                o.Model,
                EndOf(o.ReviewOn),
                ModelRiskAddresses.Of(o.Model),
                IsDuty: true
            )
            {
                Person = o.Owner,
                Model = o.Model,
            }),
            .. reviews.Select(r => new RunningClock(
                "event",
                $"{r.Id} next review of a model in use",
                $"{r.Model} {r.Version}",
                EndOf(r.RevalidateOn!.Value),
                $"/posture/{r.Model}",
                IsDuty: true
            )
            {
                Model = r.Model,
            }),
        ];
    }

    private static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}

/// <summary>Addresses of its pages.</summary>
internal static class ModelRiskAddresses
{
    public const string List = "/model-risk";

    public static string Of(string model) => $"/models/{model}/risk";
}
