using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>When risks are to be reviewed again, and when their acceptances end.</summary>
internal sealed class RiskReviewClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadRisks))
        {
            return [];
        }

        var reviews = await db
            .Risks.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r => r.State == RiskState.Open)
            .OrderBy(r => r.ReviewAt)
            .ThenBy(r => r.Id)
            .Take(most)
            .Select(r => new Row(r.Id, r.Title, r.ReviewAt, r.Owner, r.SystemId, r.Model))
            .ToListAsync(ct);
        var acceptances = await (
            from accepted in db.Set<RiskAcceptance>().AsNoTracking()
            join risk in db.Risks.AsNoTracking() on accepted.Risk equals risk.Id
            where accepted.State == AcceptanceState.InForce && accepted.ExpiresAt > now
            orderby accepted.ExpiresAt, accepted.Id
            select new Row(risk.Id, risk.Title, accepted.ExpiresAt, risk.Owner, risk.SystemId, risk.Model)
        )
            .IgnoreAutoIncludes()
            .Take(most)
            .ToListAsync(ct);
        return
        [
            .. reviews.Select(r => Of(r, $"{r.Id} review", isDuty: true)),
            .. acceptances.Select(r => Of(r, $"{r.Id} acceptance ends", isDuty: false)),
        ];
    }

    private static RunningClock Of(Row row, FormattableString title, bool isDuty) =>
        new("shield", title, row.Title, row.At, $"/risks/{row.Id}", isDuty)
        {
            Kind = "Risk",
            Person = row.Owner,
            System = DisplayId.TryParse<SystemId>(row.System, out var system) ? system : null,
            Model = row.Model,
        };

    private sealed record Row(RiskId Id, string Title, DateTimeOffset At, UserId Owner, string? System, string? Model);
}
