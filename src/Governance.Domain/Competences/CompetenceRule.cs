using Governance.Domain.Identity;

namespace Governance.Domain.Competences;

/// <summary>Whether a person has what a duty requires. Pages, endpoints and actions all ask here.</summary>
public static class CompetenceRule
{
    /// <summary>Why a duty is refused to someone who wants to do it; null when they may.</summary>
    public static Refusal? Refuses(
        IEnumerable<CompetenceTopic> topics,
        CompetenceDuty duty,
        IReadOnlyCollection<Competence> records,
        DateOnly today
    ) => Missing(topics, duty, records, today) is var (topic, standing) ? CompetenceRefusals.Lacking(topic, standing) : null;

    /// <summary>Why someone who holds a role may not act in it; null when they may.</summary>
    /// <param name="topics">What the organisation requires.</param>
    /// <param name="role">Id of the role.</param>
    /// <param name="records">Records of the person.</param>
    /// <param name="today">The day.</param>
    public static Refusal? RefusesRole(
        IEnumerable<CompetenceTopic> topics,
        string role,
        IReadOnlyCollection<Competence> records,
        DateOnly today
    ) =>
        // A plan is never saved that names the administrator; one that did would lock out who can put it right.
        role != Roles.Administrator
        && FirstMissing(topics, t => t.EnforcedRoles.Contains(role, StringComparer.Ordinal), records, today) is var (topic, standing)
            ? CompetenceRefusals.RoleLacking(role, topic, standing)
            : null;

    /// <summary>The first topic that a duty enforces and the person lacks; null when they may do it.</summary>
    /// <param name="topics">What the organisation requires.</param>
    /// <param name="duty">What the person is about to do.</param>
    /// <param name="records">Records of the person.</param>
    /// <param name="today">The day.</param>
    public static (CompetenceTopic Topic, CompetenceStanding Standing)? Missing(
        IEnumerable<CompetenceTopic> topics,
        CompetenceDuty duty,
        IReadOnlyCollection<Competence> records,
        DateOnly today
    ) => FirstMissing(topics, t => t.Enforced && t.Duties.Contains(duty), records, today);

    private static (CompetenceTopic Topic, CompetenceStanding Standing)? FirstMissing(
        IEnumerable<CompetenceTopic> topics,
        Func<CompetenceTopic, bool> isNeeded,
        IReadOnlyCollection<Competence> records,
        DateOnly today
    )
    {
        ArgumentNullException.ThrowIfNull(topics);
        foreach (var topic in topics)
        {
            if (isNeeded(topic) && Standing(topic.Key, records, today) is { IsValid: false } standing)
            {
                return (topic, standing);
            }
        }

        return null;
    }

    /// <summary>How a person's records in one topic are on a day.</summary>
    public static CompetenceStanding Standing(string topic, IEnumerable<Competence> records, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(records);
        var own = records.Where(r => r.Topic == topic && r.State is not CompetenceState.Withdrawn).ToList();
        var best = own.Where(r => r.State is CompetenceState.Confirmed && r.On <= today)
            .MaxBy(r => (r.ValidUntil ?? DateOnly.MaxValue, r.Id.Number));
        return new CompetenceStanding(
            best is not null && best.CountsOn(today),
            best?.ValidUntil,
            best?.Id,
            own.Exists(r => r.State is CompetenceState.Recorded && !(r.ValidUntil < today))
        );
    }
}
