using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>When findings, validation reports and reviews of overlays are due.</summary>
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
                Kind = "Model risk",
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
                Kind = "Model risk",
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
                Kind = "Model risk",
                Person = o.Owner,
                Model = o.Model,
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
