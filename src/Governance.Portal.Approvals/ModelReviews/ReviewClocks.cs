using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelReviews;

/// <summary>
/// When versions in production are to be reviewed again: the day that the newest review of each names. What is not in production any more
/// is not reviewed again.
/// </summary>
internal sealed class ReviewClocks : IClockSource
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
        if (!access.Has(question.Of is null ? Permission.ReadMonitoring : Permission.ReviewModels))
        {
            return [];
        }

        var models = question.Of is { } of ? db.Models.Where(m => m.Owner == of) : db.Models;
        var reviews = await db
            .ModelReviews.AsNoTracking()
            .Where(r =>
                r.RevalidateOn != null
                && db.Deployments.Any(d => d.Model == r.Model && d.Version == r.Version && d.Until == null && d.Stage == Stage.Production)
                && !db.ModelReviews.Any(later =>
                    later.Model == r.Model && later.Version == r.Version && (int)(object)later.Id > (int)(object)r.Id
                )
            )
            .Join(models, r => r.Model, m => m.Name, (r, m) => new { Review = r, Model = m })
            .OrderBy(r => r.Review.RevalidateOn)
            .ThenBy(r => r.Review.Id)
            .Take(question.Most)
            .Select(r => new
            {
                r.Review.Id,
                r.Review.Model,
                r.Review.Version,
                r.Review.RevalidateOn,
                r.Review.At,
                r.Model.Owner,
                r.Model.DisplayName,
                r.Model.RiskClass,
            })
            .ToListAsync(ct);
        return
        [
            .. reviews.Select(r => new RunningClock(
                "fact_check",
                $"Review of {r.Model}",
                $"{r.Version}, {r.Id}",
                new DateTimeOffset(r.RevalidateOn!.Value.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                $"/posture/{Uri.EscapeDataString(r.Model)}",
                IsDuty: true
            )
            {
                Kind = "Model review",
                Person = r.Owner,
                Model = r.Model,
                Task = new ClockTask(
                    r.Id.ToString(),
                    Wording.Verbatim($"{r.DisplayName} {r.Version}"),
                    Wording.Text($"Model review valid for a limited time"),
                    Wording.Text($"Review the model"),
                    r.At
                )
                {
                    Severity = QueueSeverity.Of(r.RiskClass),
                    IsAskedInTime = true,
                },
                IsAllDay = true,
            }),
        ];
    }
}
