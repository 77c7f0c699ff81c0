using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Competences;

/// <summary>What the organisation requires of its people. There is one at most; without it <see cref="Usual"/> applies.</summary>
public sealed class CompetencePlan : IAudited
{
    /// <summary>The id of the one there is.</summary>
    public const int Only = 1;

    /// <summary>What the log calls it.</summary>
    public const string Subject = "competence-plan";

    /// <summary>Most topics.</summary>
    public const int MaxTopics = 20;

    private List<CompetenceTopic> _topics = [];

    private CompetencePlan() { }

    /// <summary>Always <see cref="Only"/>.</summary>
    public int Id { get; private init; } = Only;

    /// <summary>The topics, in the order of the page.</summary>
    public IReadOnlyList<CompetenceTopic> Topics => _topics;

    /// <summary>Who changed it last.</summary>
    public string ChangedByName { get; private set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Subject;

    /// <summary>What applies until the organisation changes it: literacy for everyone, and no duty is refused.</summary>
    public static IReadOnlyList<CompetenceTopic> Usual { get; } =
    [
        new(CompetenceTopic.Literacy, "AI literacy", [], Roles.All, [], Enforced: false, 24),
        new("security-sign-off", "Security sign-off", [], [], [CompetenceDuty.SignSecurity], Enforced: false, 24),
        new("legal-sign-off", "Legal sign-off", [], [], [CompetenceDuty.SignLegal], Enforced: false, 24),
        new("owner-duties", "Duties of a model owner", [], [], [CompetenceDuty.SignOwner], Enforced: false, 24),
        new("human-oversight", "Human oversight of a system", [], [], [CompetenceDuty.Oversee], Enforced: false, 12),
        new("validation", "Validation of models", [], [], [CompetenceDuty.Validate], Enforced: false, 24),
    ];

    /// <summary>The plan with the usual topics.</summary>
    public static CompetencePlan New() => new() { _topics = [.. Usual] };

    /// <summary>Says what is required: the whole list.</summary>
    /// <returns>Keys of the topics that are new, changed or gone; or why not.</returns>
    public Result<IReadOnlyList<string>> Change(IReadOnlyList<CompetenceTopic> topics, string byName, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(topics);
        var trimmed = topics.Select(Trimmed).ToList();
        if (Refuses(trimmed) is { } refusal)
        {
            return refusal;
        }

        var changed = trimmed
            .Where(t => _topics.Find(old => old.Key == t.Key) is not { } old || !AreSame(old, t))
            .Select(t => t.Key)
            .Concat(_topics.Select(t => t.Key).Except(trimmed.Select(t => t.Key), StringComparer.Ordinal))
            .ToList();
        if (changed.Count == 0 && Revision > 0)
        {
            return CompetenceRefusals.PlanUnchanged;
        }

        (_topics, ChangedByName, ChangedAt) = (trimmed, byName, now);
        Revision++;
        return changed;
    }

    private static Refusal? Refuses(List<CompetenceTopic> topics)
    {
        if (topics.Count is 0 or > MaxTopics)
        {
            return CompetenceRefusals.TopicsNotValid;
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var topic in topics)
        {
            var refusal =
                !IsKey(topic.Key) || !keys.Add(topic.Key) ? CompetenceRefusals.KeyNotValid(topic.Key)
                : topic.Title.Length is 0 or > CompetenceTopic.MaxTitle ? CompetenceRefusals.TitleMissing
                : NameText.Misleads(topic.Title) || topic.Courses.Any(NameText.Misleads) ? CompetenceRefusals.TitleMisleads
                : topic.Courses.Count > CompetenceTopic.MaxCourses || topic.Courses.Any(c => c.Length > CompetenceTopic.MaxTitle)
                    ? CompetenceRefusals.CoursesNotValid
                : topic.Roles.Except(Roles.All, StringComparer.Ordinal).FirstOrDefault() is { } role ? CompetenceRefusals.RoleUnknown(role)
                : topic.EnforcedRoles.Except(Roles.All, StringComparer.Ordinal).FirstOrDefault() is { } other
                    ? CompetenceRefusals.RoleUnknown(other)
                : topic.EnforcedRoles.Contains(Roles.Administrator, StringComparer.Ordinal) ? CompetenceRefusals.AdministratorEnforced
                : topic.ValidMonths is < 1 or > CompetenceTopic.MaxMonths ? CompetenceRefusals.MonthsNotValid
                : null;
            if (refusal is not null)
            {
                return refusal;
            }
        }

        // Someone has to be able to confirm the records that all others wait for, and to take the demand back.
        var enforced = topics.SelectMany(t => t.EnforcedRoles).ToHashSet(StringComparer.Ordinal);
        return Permission.ManageCompetences.GrantedTo.All(enforced.Contains) ? CompetenceRefusals.NoRoleLeftToConfirm : null;
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= CompetenceTopic.MaxKey && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static CompetenceTopic Trimmed(CompetenceTopic topic) =>
        topic with
        {
            Key = topic.Key.Trim(),
            Title = topic.Title.Trim(),
            Courses = [.. topic.Courses.Select(c => c.Trim()).Where(c => c.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)],
            Roles = [.. topic.Roles.Distinct(StringComparer.Ordinal)],
            EnforcedRoles = [.. topic.EnforcedRoles.Distinct(StringComparer.Ordinal)],
            Duties = [.. topic.Duties.Distinct().Order()],
        };

    private static bool AreSame(CompetenceTopic one, CompetenceTopic other) =>
        (one.Title, one.Enforced, one.ValidMonths) == (other.Title, other.Enforced, other.ValidMonths)
        && one.Courses.SequenceEqual(other.Courses, StringComparer.Ordinal)
        && one.Roles.ToHashSet(StringComparer.Ordinal).SetEquals(other.Roles)
        && one.EnforcedRoles.ToHashSet(StringComparer.Ordinal).SetEquals(other.EnforcedRoles)
        && one.Duties.SequenceEqual(other.Duties);
}
