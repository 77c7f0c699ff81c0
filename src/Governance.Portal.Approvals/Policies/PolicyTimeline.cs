using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Policies about a model, at the time from which its gates ask them.</summary>
internal sealed class PolicyTimeline(TimeProvider clock) : ITimelineSource
{
    private const int MostRead = 200;

    private static readonly string s_stage = WireName.Of(Stage.Production);

    public Permission Reads => Permission.ReadPolicies;

    public async Task<IReadOnlyList<TimelineEvent>> EventsAsync(GovernanceDbContext db, TimelineQuestion question, CancellationToken ct)
    {
        var versions = db
            .Policies.AsNoTracking()
            .Where(p => p.ActivatedAt != null)
            .OrderByDescending(p => p.ActivatedAt)
            .ThenBy(p => p.Sha256)
            .Take(question.Most);
        return
        [
            .. (await AboutAsync(db, versions, question.Model, ct)).Select(p => new TimelineEvent(
                p.At,
                "policy",
                Tone.Idle,
                $"{Link(p.Policy)} came into force",
                p.Policy.AuditSubject
            )),
        ];
    }

    // A text may say a later day than the one on which people put it in force: it is read when it was in force at any time of the period.
    public async Task<IReadOnlyList<ChartMark>> MarksAsync(GovernanceDbContext db, MarkQuestion question, CancellationToken ct)
    {
        var (from, until) = (question.From, question.Until);
        var versions = db
            .Policies.AsNoTracking()
            .Where(p => p.ActivatedAt != null && p.ActivatedAt < until && (p.ReplacedAt == null || p.ReplacedAt > from))
            .OrderByDescending(p => p.ActivatedAt)
            .ThenBy(p => p.Sha256)
            .Take(MostRead);
        return
        [
            .. (await AboutAsync(db, versions, question.Model, ct))
                .Where(p => p.At >= from && p.At < until)
                .Select(p => new ChartMark(p.At, "policy", Tone.Idle, p.Policy.Name, $"{Link(p.Policy)} came into force")),
        ];
    }

    private async Task<IReadOnlyList<(PolicyVersion Policy, DateTimeOffset At)>> AboutAsync(
        GovernanceDbContext db,
        IQueryable<PolicyVersion> versions,
        string name,
        CancellationToken ct
    )
    {
        if (await db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == name, ct) is not { } model)
        {
            return [];
        }

        var tier = await db.TiersInForceNow().Where(t => t.Model.Name == name).Select(t => t.Tier).FirstOrDefaultAsync(ct);
        var judged = new GateModel(model.Name, model.RiskClass is { } known ? WireName.Of(known) : null, model.Tags)
        {
            Tier = tier is null ? null : WireName.Of(tier.Tier),
            Kind = await AgentManifests.KindOfAsync(db, model.Name, ct),
        };
        return
        [
            .. (await versions.ToListAsync(ct))
                .Select(p => (Policy: p, Text: ActivePolicies.Read(p)))
                .Select(p => (p.Policy, p.Text, At: Since(p.Policy, p.Text)))
                .Where(p => p.Policy.ReplacedAt is not { } over || over > p.At)
                .Where(p => PolicyLimits.IsAbout(p.Text, judged, s_stage, p.At))
                .Select(p => (p.Policy, p.At)),
        ];
    }

    // At the offset of the organisation, whose day decides whether the text says it is in force.
    private DateTimeOffset Since(PolicyVersion version, PolicyDocument text)
    {
        var activated = version.ActivatedAt!.Value;
        var since = text.EffectiveFrom is { } day && clock.Of(day, null) is var start && start > activated ? start : activated;
        return TimeZoneInfo.ConvertTime(since, clock.LocalTimeZone);
    }

    private static TextLink Link(PolicyVersion policy) =>
        new($"{policy.Name} {policy.Version}", $"/policies/{Uri.EscapeDataString(policy.Name)}");
}
