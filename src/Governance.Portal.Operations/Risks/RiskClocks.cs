using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>When risks are to be remediated.</summary>
internal sealed class RiskClocks : IClockSource
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
        if (!access.Has(question.Of is null ? Permission.ReadRisks : Permission.WriteRisks))
        {
            return [];
        }

        // The time of its earliest open step. Owner and control owner carry them out.
        var open = db.Risks.AsNoTracking().IgnoreAutoIncludes().Where(r => r.State == RiskState.Open && r.DueAt != null);
        if (question.Of is { } of)
        {
            open = open.Where(r => r.Owner == of || r.ControlOwner == of);
        }

        var risks = await open.OrderBy(r => r.DueAt)
            .Take(question.Most)
            .Select(r => new
            {
                r.Id,
                r.Title,
                r.DueAt,
                r.Owner,
                r.SystemId,
                r.Model,
                r.RaisedAt,
                Likelihood = r.ResidualLikelihood ?? r.InherentLikelihood,
                Impact = r.ResidualImpact ?? r.InherentImpact,
            })
            .ToListAsync(ct);
        return
        [
            .. risks.Select(r => new RunningClock("shield", $"{r.Id} remediation", r.Title, r.DueAt!.Value, $"/risks/{r.Id}", IsDuty: true)
            {
                Kind = "Risk",
                Person = r.Owner,
                System = DisplayId.TryParse<SystemId>(r.SystemId, out var system) ? system : null,
                Model = r.Model,
                Task = new ClockTask(
                    r.Id.ToString(),
                    Wording.Verbatim(r.Title),
                    Wording.Text($"A step of its treatment is open"),
                    Wording.Text($"Carry out the next step"),
                    r.RaisedAt
                )
                {
                    Severity = QueueSeverity.Of(new RiskRating(r.Likelihood, r.Impact).Band),
                },
            }),
        ];
    }
}
