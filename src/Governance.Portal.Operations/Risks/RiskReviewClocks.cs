using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>When risks are to be reviewed again, and when their acceptances end.</summary>
internal sealed class RiskReviewClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

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

        var risks = db.Risks.AsNoTracking().IgnoreAutoIncludes();
        if (question.Of is { } of)
        {
            risks = risks.Where(r => r.Owner == of);
        }

        var reviews = await risks
            .Where(r => r.State == RiskState.Open)
            .OrderBy(r => r.ReviewAt)
            .ThenBy(r => r.Id)
            .Take(question.Most)
            .Select(r => new Row(
                r.Id,
                r.Title,
                r.ReviewAt,
                r.ReviewedAt,
                r.Owner,
                r.SystemId,
                r.Model,
                r.ResidualLikelihood ?? r.InherentLikelihood,
                r.ResidualImpact ?? r.InherentImpact
            ))
            .ToListAsync(ct);
        var acceptances = await (
            from accepted in db.Set<RiskAcceptance>().AsNoTracking()
            join risk in risks on accepted.Risk equals risk.Id
            where accepted.State == AcceptanceState.InForce && accepted.ExpiresAt > now
            orderby accepted.ExpiresAt, accepted.Id
            select new Row(
                risk.Id,
                risk.Title,
                accepted.ExpiresAt,
                risk.ReviewedAt,
                risk.Owner,
                risk.SystemId,
                risk.Model,
                accepted.Likelihood,
                accepted.Impact
            )
        )
            .IgnoreAutoIncludes()
            .Take(question.Most)
            .ToListAsync(ct);
        return
        [
            .. reviews.Select(r => Of(r, $"{r.Id} review", "Review valid for a limited time", "Review the risk", isDuty: true)),
            .. acceptances.Select(r =>
                Of(r, $"{r.Id} acceptance ends", "Its acceptance ends", "Treat it or renew the acceptance", isDuty: false)
            ),
        ];
    }

    private static RunningClock Of(Row row, FormattableString title, string about, string asked, bool isDuty) =>
        new("shield", title, row.Title, row.At, $"/risks/{row.Id}", isDuty)
        {
            Kind = "Risk",
            Person = row.Owner,
            System = DisplayId.TryParse<SystemId>(row.System, out var system) ? system : null,
            Model = row.Model,
            Task = new ClockTask(
                row.Id.ToString(),
                Wording.Verbatim(row.Title),
                Wording.Sentence(about),
                Wording.Sentence(asked),
                row.Since
            )
            {
                Severity = QueueSeverity.Of(new RiskRating(row.Likelihood, row.Impact).Band),
                IsAskedInTime = true,
            },
        };

    private sealed record Row(
        RiskId Id,
        string Title,
        DateTimeOffset At,
        DateTimeOffset Since,
        UserId Owner,
        string? System,
        string? Model,
        int Likelihood,
        int Impact
    );
}
