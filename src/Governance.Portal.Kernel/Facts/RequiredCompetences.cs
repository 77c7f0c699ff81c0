using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Reads what the organisation requires of people, and asks the rule before someone signs, oversees or validates.</summary>
public static class RequiredCompetences
{
    /// <summary>What is required now.</summary>
    public static async Task<IReadOnlyList<CompetenceTopic>> TopicsAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.CompetencePlans.AsNoTracking().SingleOrDefaultAsync(ct) is { } plan ? plan.Topics : CompetencePlan.Usual;
    }

    /// <summary>
    /// What has to be compared with the log first: a plan that someone took out of the database is one that enforces nothing any more.
    /// </summary>
    public static RecordsAsked Asked => RecordsAsked.All<CompetencePlan>();

    /// <summary>Why a person may not do this without a record; null when they may.</summary>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    public static async Task<Refusal?> RefusesAsync(ActionContext context, UserId person, CompetenceDuty duty, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        await RecordIntegrity.EnsureAsync(context.Db, [Asked], ct);
        return await RefusesComparedAsync(context, person, duty, ct);
    }

    /// <summary>The same where the action has compared <see cref="Asked"/> before.</summary>
    public static async Task<Refusal?> RefusesComparedAsync(
        ActionContext context,
        UserId person,
        CompetenceDuty duty,
        CancellationToken ct
    ) => await MissingAsync(context, person, duty, ct) is var (topic, standing) ? CompetenceRefusals.Lacking(topic, standing) : null;

    /// <summary>Why a person may not oversee a system without a record; null when they may.</summary>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    public static async Task<Refusal?> RefusesOverseerAsync(ActionContext context, UserId person, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        await RecordIntegrity.EnsureAsync(context.Db, [Asked], ct);
        return await MissingAsync(context, person, CompetenceDuty.Oversee, ct) is var (topic, _)
            ? CompetenceRefusals.OverseerLacking(topic, name)
            : null;
    }

    // The rows are tracked: as what the action decides by, they are compared with the log before it counts.
    private static async Task<(CompetenceTopic Topic, CompetenceStanding Standing)?> MissingAsync(
        ActionContext context,
        UserId person,
        CompetenceDuty duty,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = await context.Db.CompetencePlans.SingleOrDefaultAsync(ct);
        var topics = (plan?.Topics ?? CompetencePlan.Usual).Where(t => t.Enforced && t.Duties.Contains(duty)).ToList();
        if (topics.Count == 0)
        {
            return null;
        }

        var keys = topics.Select(t => t.Key).ToList();
        var records = await context.Db.Competences.Where(c => c.Person == person && keys.Contains(c.Topic)).ToListAsync(ct);
        return CompetenceRule.Missing(topics, duty, records, context.Now.Day());
    }
}
