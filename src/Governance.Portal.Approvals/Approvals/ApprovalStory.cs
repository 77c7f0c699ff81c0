using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using RunOutcome = Governance.Domain.Gates.GateOutcome;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Open requests that a rule blocks, with the rules.</summary>
internal sealed class ApprovalStory : IStorySource
{
    private const int Most = 10;
    private const int MostRules = 3;

    public string Watches => "blocked requests";

    public Permission Reads => Permission.ReadApprovals;

    public async Task<IReadOnlyList<StorySentence>> TellAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var blocked = await db.PromotionsWithoutBundles()
            .Where(p => p.State == PromotionState.Open && (p.GateOutcome == RunOutcome.Fail || p.GateOutcome == RunOutcome.Error))
            .OrderBy(p => p.Id)
            .Take(Most)
            .ToListAsync(ct);
        if (blocked.Count == 0)
        {
            return [];
        }

        var ids = blocked.ConvertAll(p => p.GateRun);
        var runs = await db.GateRuns.Where(r => ids.Contains(r.Id)).WithoutInput().ToDictionaryAsync(r => r.Id, ct);
        return [.. blocked.Select(p => Of(p, runs[p.GateRun])).OfType<StorySentence>()];
    }

    private static StorySentence? Of(Promotion promotion, GateRun run)
    {
        var blocking = run.ReadResult().Results.Where(r => r.Blocks).ToList();
        if (blocking.Count == 0)
        {
            return null;
        }

        var link = new TextLink(promotion.Id.ToString(), $"/approvals/{promotion.Id}");
        var version = $"{promotion.Model} {promotion.Version}";
        // Behind its cause a request is said to be blocked by the rules that name the cause alone.
        var caused = blocking.Where(r => NamedRecords.In([r.Message]).Count > 0).ToList();
        return new(StorySeverity.Notice, $"{link} for {version} is blocked by {Rules(blocking)}", promotion.RequestedAt)
        {
            Subjects = [promotion.Id.ToString()],
            Causes = NamedRecords.In(caused.Select(r => r.Message)),
            AsEffect = $"{link} for {version} is blocked by {Rules(caused)} for that reason",
        };
    }

    private static NamedRules Rules(IEnumerable<RuleResult> rules) => NamedRules.Of(rules, MostRules);
}
