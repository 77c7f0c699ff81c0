using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using RunOutcome = Governance.Domain.Gates.GateOutcome;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Requests for promotion: asked for, blocked, and what became of them.</summary>
internal sealed class ApprovalTimeline : ITimelineSource
{
    private const int MostRules = 5;

    public Permission Reads => Permission.ReadApprovals;

    public async Task<IReadOnlyList<TimelineEvent>> EventsAsync(GovernanceDbContext db, TimelineQuestion question, CancellationToken ct)
    {
        var model = question.Model;
        var requests = await db.PromotionsWithoutBundles()
            .Where(p => p.Model == model)
            .OrderByDescending(p => p.Id)
            .Take(question.Most)
            .ToListAsync(ct);
        var blocked = requests
            .Where(p => p.State is PromotionState.Open && p.GateOutcome is RunOutcome.Fail or RunOutcome.Error)
            .Select(p => p.GateRun)
            .ToList();
        var runs = await db.GateRuns.Where(r => blocked.Contains(r.Id)).WithoutInput().ToDictionaryAsync(r => r.Id, ct);
        return [.. requests.SelectMany(p => Of(p, runs.GetValueOrDefault(p.GateRun)))];
    }

    private static IEnumerable<TimelineEvent> Of(Promotion promotion, GateRun? run)
    {
        var link = new TextLink(promotion.Id.ToString(), $"/approvals/{promotion.Id}");
        var id = promotion.Id.ToString();
        yield return new(promotion.RequestedAt, "approval", Tone.Idle, $"{link} was requested for {promotion.Version}", id);
        if (run?.ReadResult().Results.Where(r => r.Blocks).ToList() is { Count: > 0 } blocking)
        {
            var rules = NamedRules.Of(blocking, MostRules);
            yield return new(run.EvaluatedAt, "block", Tone.Fail, $"{link} is blocked by {rules}", id)
            {
                Causes = NamedRecords.In(blocking.Select(r => r.Message)),
            };
        }

        (string Icon, Tone Tone, FormattableString Text)? told = promotion.State switch
        {
            PromotionState.Approved or PromotionState.Deployed => ("check_circle", Tone.Pass, $"{link} was approved"),
            PromotionState.Rejected => ("cancel", Tone.Fail, $"{link} was rejected"),
            PromotionState.Withdrawn => ("undo", Tone.Idle, $"{link} was withdrawn"),
            PromotionState.Expired => ("schedule", Tone.Idle, $"{link} expired"),
            _ => null,
        };
        if (promotion.DecidedAt is { } decided && told is { } outcome)
        {
            yield return new(decided, outcome.Icon, outcome.Tone, outcome.Text, id);
        }
    }
}
