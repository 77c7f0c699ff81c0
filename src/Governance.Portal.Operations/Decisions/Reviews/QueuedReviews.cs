using Governance.Data;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>Reviews of decisions that wait for a person: one item a model, because they are worked through one after the other.</summary>
internal sealed class QueuedReviews : IQueueSource
{
    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReviewDecisions) || access.Person is not { } person)
        {
            return [];
        }

        var waiting = await db
            .DecisionReviews.AsNoTracking()
            .Where(r => r.Reviewer == person && (r.State == ReviewState.Open || r.State == ReviewState.Escalated))
            .GroupBy(r => r.Model)
            .Select(g => new
            {
                Model = g.Key,
                Count = g.Count(),
                First = g.Min(r => r.Id),
                Since = g.Min(r => r.CreatedAt),
                Due = g.Min(r => r.DueAt),
            })
            .ToListAsync(ct);
        var names = waiting.Select(w => w.Model).ToList();
        var models =
            names.Count == 0 ? [] : await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        return
        [
            .. waiting
                .Where(w => models.ContainsKey(w.Model))
                .Select(w => new QueueItem(
                    w.First.ToString(),
                    $"{ReviewsPage.Address}?mine=true&model={Uri.EscapeDataString(w.Model)}",
                    "Decision review",
                    "fact_check",
                    Wording.Verbatim(models[w.Model].DisplayName),
                    Wording.Text($"Decisions of the model"),
                    Wording.Sentence(w.Count == 1 ? "Review 1 decision" : $"Review {w.Count} decisions")
                )
                {
                    Severity = QueueSeverity.Of(models[w.Model].RiskClass),
                    Since = w.Since,
                    DueAt = w.Due,
                }),
        ];
    }
}

/// <summary>When reviews of decisions are due: the first of each reviewer and model.</summary>
internal sealed class ReviewClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsShared => false;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadDecisions))
        {
            return [];
        }

        var waiting = await db
            .DecisionReviews.AsNoTracking()
            .Where(r => r.State == ReviewState.Open || r.State == ReviewState.Escalated)
            .GroupBy(r => new { r.Model, r.Reviewer })
            .Select(g => new
            {
                g.Key.Model,
                g.Key.Reviewer,
                Count = g.Count(),
                Due = g.Min(r => r.DueAt),
            })
            .OrderBy(w => w.Due)
            .ThenBy(w => w.Model)
            .Take(question.Most)
            .ToListAsync(ct);
        return
        [
            .. waiting.Select(w => new RunningClock(
                "fact_check",
                w.Count == 1 ? (FormattableString)$"Review of 1 decision" : $"Review of {w.Count} decisions",
                w.Model,
                w.Due,
                $"{ReviewsPage.Address}?model={Uri.EscapeDataString(w.Model)}",
                IsDuty: true
            )
            {
                Kind = "Decision review",
                Person = w.Reviewer,
                Model = w.Model,
            }),
        ];
    }
}
