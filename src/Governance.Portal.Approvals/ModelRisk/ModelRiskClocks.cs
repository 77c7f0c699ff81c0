using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>When findings, validation reports and reviews of overlays are due, and when tiers are to be assessed again.</summary>
internal sealed class ModelRiskClocks : IClockSource
{
    /// <inheritdoc/>
    public bool AsksPeople => true;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadRegistry))
        {
            return [];
        }

        var (allFindings, allValidations, allOverlays) = (
            db.ValidationFindings.AsNoTracking(),
            db.ModelValidations.AsNoTracking(),
            db.ModelOverlays.AsNoTracking()
        );
        if (question.Of is { } of)
        {
            allFindings = allFindings.Where(f => f.Owner == of);
            allValidations = allValidations.Where(v => v.Validator == of);
            allOverlays = allOverlays.Where(o => o.Owner == of);
        }

        var findings = await allFindings
            .Where(f => f.State == FindingState.Open)
            .OrderBy(f => f.DueAt)
            .ThenBy(f => f.Id)
            .Take(question.Most)
            .Select(f => new
            {
                f.Id,
                f.Model,
                f.Version,
                f.Owner,
                f.Severity,
                f.DueOn,
                f.RaisedAt,
            })
            .ToListAsync(ct);
        var validations = await allValidations
            .Where(v => v.State == ValidationState.Planned)
            .OrderBy(v => v.DueOn)
            .ThenBy(v => v.Id)
            .Take(question.Most)
            .Select(v => new
            {
                v.Id,
                v.Model,
                v.Version,
                v.Validator,
                v.DueOn,
                v.PlannedAt,
            })
            .ToListAsync(ct);
        var overlays = await allOverlays
            .Where(o => o.State == OverlayState.InUse)
            .OrderBy(o => o.ReviewOn)
            .ThenBy(o => o.Id)
            .Take(question.Most)
            .Select(o => new
            {
                o.Id,
                o.Model,
                o.Owner,
                o.ReviewOn,
                o.ProposedAt,
            })
            .ToListAsync(ct);
        var tiersInForce = db.TiersInForceNow();
        if (question.Of is { } owner)
        {
            tiersInForce = tiersInForce.Where(t => t.Model.Owner == owner);
        }

        var tiers = await tiersInForce
            .OrderBy(t => t.Tier.At)
            .ThenBy(t => t.Tier.Id)
            .Take(question.Most)
            .Select(t => new
            {
                t.Tier.Id,
                t.Tier.Model,
                t.Tier.Tier,
                t.Tier.At,
                t.Model.DisplayName,
                t.Model.Owner,
                t.Model.RiskClass,
            })
            .ToListAsync(ct);
        return
        [
            .. tiers
                .Select(t => new RunningClock(
                    "rule",
                    $"{t.Id} tier due for reassessment",
                    t.Model,
                    On(TierAssessment.ReviewOnOf(t.Tier, t.At)),
                    ModelRiskAddresses.Of(t.Model),
                    IsDuty: true
                )
                {
                    IsAllDay = true,
                    Kind = "Model risk",
                    Person = t.Owner,
                    Model = t.Model,
                    Task = new ClockTask(
                        t.Id.ToString(),
                        Wording.Verbatim(t.DisplayName),
                        Wording.Text($"Its tier is valid for a limited time"),
                        Wording.Text($"Assess the tier again"),
                        t.At
                    )
                    {
                        Severity = QueueSeverity.Of(t.RiskClass),
                        IsAskedInTime = true,
                    },
                })
                .OrderBy(c => c.At),
            .. findings.Select(f => new RunningClock(
                "rule",
                $"{f.Id} validation finding",
                f.Model,
                On(f.DueOn),
                ModelRiskAddresses.Of(f.Model),
                IsDuty: true
            )
            {
                IsAllDay = true,
                Kind = "Model risk",
                Person = f.Owner,
                Model = f.Model,
                Task = new ClockTask(
                    f.Id.ToString(),
                    Wording.Verbatim($"{f.Model} {f.Version}"),
                    Wording.Text($"Finding of a validation"),
                    Wording.Text($"Resolve the finding"),
                    f.RaisedAt
                )
                {
                    Severity = QueueSeverity.Of(f.Severity),
                },
            }),
            .. validations.Select(v => new RunningClock(
                "verified",
                $"{v.Id} validation report",
                $"{v.Model} {v.Version}",
                On(v.DueOn),
                ModelRiskAddresses.Of(v.Model),
                IsDuty: true
            )
            {
                IsAllDay = true,
                Kind = "Model risk",
                Person = v.Validator,
                Model = v.Model,
                Task = new ClockTask(
                    v.Id.ToString(),
                    Wording.Verbatim($"{v.Model} {v.Version}"),
                    Wording.Text($"Validation assigned to you"),
                    Wording.Text($"Sign the report"),
                    v.PlannedAt
                ),
            }),
            .. overlays.Select(o => new RunningClock(
                "tune",
                $"{o.Id} review of an overlay or limitation",
                o.Model,
                On(o.ReviewOn),
                ModelRiskAddresses.Of(o.Model),
                IsDuty: true
            )
            {
                IsAllDay = true,
                Kind = "Model risk",
                Person = o.Owner,
                Model = o.Model,
                Task = new ClockTask(
                    o.Id.ToString(),
                    Wording.Verbatim(o.Model),
                    Wording.Text($"Overlay or limitation in use"),
                    Wording.Text($"Review the overlay or limitation"),
                    o.ProposedAt
                )
                {
                    IsAskedInTime = true,
                },
            }),
        ];
    }

    private static DateTimeOffset On(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}

/// <summary>Addresses of its pages.</summary>
internal static class ModelRiskAddresses
{
    public const string List = "/model-risk";

    public static string Of(string model) => $"/models/{model}/risk";
}
