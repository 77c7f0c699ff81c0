using System.Globalization;
using Governance.Domain.Identity;

namespace Governance.Domain.Competences;

/// <summary>Refusals about competences.</summary>
public static class CompetenceRefusals
{
    /// <summary>No such record.</summary>
    public static Refusal NotFound { get; } =
        new("competence.not-found", $"There is no competence record with this ID.", RefusalKind.NotFound);

    /// <summary>Not an active account.</summary>
    public static Refusal PersonUnknown { get; } =
        Refusal.Field("competence.person-unknown", "person", $"This has to be the e-mail address of an active account.");

    /// <summary>A record of someone else.</summary>
    public static Refusal NotYours { get; } =
        new(
            "competence.not-yours",
            $"You can record only your own training. Ask a risk officer or Compliance to record other people's.",
            RefusalKind.Forbidden
        );

    /// <summary>A topic that is none.</summary>
    public static Refusal TopicUnknown { get; } =
        Refusal.Field("competence.topic-unknown", "topic", $"Choose one of the topics that your organisation keeps under Requirements.");

    /// <summary>No course, or one too long.</summary>
    public static Refusal CourseMissing { get; } =
        Refusal.Field("competence.course-missing", "course", $"Name the course in at most {Competence.MaxTitle} characters.");

    /// <summary>No provider, or one too long.</summary>
    public static Refusal ProviderMissing { get; } =
        Refusal.Field("competence.provider-missing", "provider", $"Say who gave the course, in at most {Competence.MaxTitle} characters.");

    /// <summary>A day that cannot be.</summary>
    public static Refusal DayNotValid { get; } =
        Refusal.Field(
            "competence.day-not-valid",
            "on",
            $"Give the day on which the course was completed. It cannot be in the future or before 1990."
        );

    /// <summary>A validity that cannot be.</summary>
    public static Refusal ValidityNotValid { get; } =
        Refusal.Field(
            "competence.validity-not-valid",
            "validUntil",
            $"The last day of validity cannot be before the course or more than {CompetenceTraining.MaxYears} years after it."
        );

    /// <summary>A reference too long.</summary>
    public static Refusal ReferenceTooLong { get; } =
        Refusal.Field(
            "competence.reference-too-long",
            "reference",
            $"Say where the proof is, in at most {Competence.MaxReference} characters."
        );

    /// <summary>No digest.</summary>
    public static Refusal DigestNotValid { get; } =
        Refusal.Field("competence.digest-not-valid", "sha256", $"A SHA-256 must have 64 lower-case hexadecimal digits.");

    /// <summary>They confirm their own training.</summary>
    public static Refusal ConfirmsThemselves { get; } =
        new("competence.confirms-themselves", $"Someone else must confirm your training.", RefusalKind.Forbidden);

    /// <summary>They confirm what they recorded.</summary>
    public static Refusal ConfirmsOwnRecord { get; } =
        new("competence.confirms-own-record", $"You recorded this training. Someone else has to confirm it.", RefusalKind.Forbidden);

    /// <summary>No reason, or one too long.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("competence.reason-missing", "reason", $"Give the reason, in at most 8,000 characters.");

    /// <summary>No topics, or too many.</summary>
    public static Refusal TopicsNotValid { get; } =
        Refusal.Field("competence.topics-not-valid", "topics", $"There must be 1 to {CompetencePlan.MaxTopics} topics.");

    /// <summary>No title of a topic, or one too long.</summary>
    public static Refusal TitleMissing { get; } =
        Refusal.Field("competence.title-missing", "title", $"Give every topic a title of at most {CompetenceTopic.MaxTitle} characters.");

    /// <summary>A title or a course that reads otherwise than it is.</summary>
    public static Refusal TitleMisleads { get; } = Refusal.Field("competence.title-missing", "title", NameText.Refused);

    /// <summary>Too many courses, or one too long.</summary>
    public static Refusal CoursesNotValid { get; } =
        Refusal.Field(
            "competence.courses-not-valid",
            "courses",
            $"Name at most {CompetenceTopic.MaxCourses} courses, each in at most {CompetenceTopic.MaxTitle} characters."
        );

    /// <summary>Months that cannot be.</summary>
    public static Refusal MonthsNotValid { get; } =
        Refusal.Field(
            "competence.months-not-valid",
            "validMonths",
            $"Give the number of months that training is valid, from 1 to {CompetenceTopic.MaxMonths}, or leave it empty."
        );

    /// <summary>A plan that says what it said before.</summary>
    public static Refusal PlanUnchanged { get; } =
        new("competence.plan-unchanged", $"Nothing changed. Change a topic, then save.", RefusalKind.Conflict);

    /// <summary>A file that cannot be read.</summary>
    public static Refusal FileNotReadable(Sentence why) => Refusal.Field("competence.file-not-readable", "file", why);

    /// <summary>A file of which no line can be imported.</summary>
    public static Refusal NothingToImport { get; } =
        Refusal.Field("competence.nothing-to-import", "file", $"No line of the file can be imported. The preview says why for every line.");

    /// <summary>A state that is none.</summary>
    public static Refusal StateUnknown { get; } =
        Refusal.Field("competence.state-unknown", "state", $"This must be one of {string.Join(", ", WireName.All<CompetenceState>())}.");

    /// <summary>A duty that is none.</summary>
    public static Refusal DutyUnknown { get; } =
        Refusal.Field("competence.duty-unknown", "duties", $"A duty must be one of {string.Join(", ", WireName.All<CompetenceDuty>())}.");

    /// <summary>A key that is none, or given twice.</summary>
    public static Refusal KeyNotValid(string key) =>
        Refusal.Field(
            "competence.key-not-valid",
            "key",
            $"“{key}” is not a valid short name, or two topics have it. Use lower-case letters, digits and hyphens, such as "
                + $"security-sign-off."
        );

    /// <summary>A role that is none.</summary>
    public static Refusal RoleUnknown(string role) => Refusal.Field("competence.role-unknown", "roles", $"There is no role “{role}”.");

    /// <summary>The administrator is to have a record.</summary>
    public static Refusal AdministratorEnforced { get; } =
        Refusal.Field(
            "competence.administrator-enforced",
            "enforcedRoles",
            $"The role Administrator cannot depend on a record: without a valid one, no one could administer the portal. Choose other "
                + $"roles."
        );

    /// <summary>No one would be left to confirm records.</summary>
    public static Refusal NoRoleLeftToConfirm { get; } =
        Refusal.Field(
            "competence.no-role-left-to-confirm",
            "enforcedRoles",
            $"Leave out Risk officer or Compliance: these two roles confirm records, and one of them has to remain usable without a record."
        );

    /// <summary>A training that is on record.</summary>
    public static Refusal AlreadyRecorded(CompetenceId id) =>
        new("competence.already-recorded", $"{id} already records this training for this person on this day.", RefusalKind.Conflict);

    /// <summary>A record that was decided.</summary>
    public static Refusal AlreadyDecided(CompetenceId id) =>
        new("competence.already-decided", $"{id} has already been confirmed or withdrawn.", RefusalKind.Conflict);

    /// <summary>A record that was withdrawn.</summary>
    public static Refusal AlreadyWithdrawn(CompetenceId id) =>
        new("competence.already-withdrawn", $"{id} has already been withdrawn.", RefusalKind.Conflict);

    /// <summary>A duty for which the person lacks a valid record: what is missing, since when, and what to do.</summary>
    public static Refusal Lacking(CompetenceTopic topic, CompetenceStanding standing)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(standing);
        return new(
            "competence.lacking",
            standing switch
            {
                { IsWaiting: true } => (Sentence)
                    $"This needs a valid record of “{topic.Words}”. Yours is waiting for confirmation: have it confirmed, then try again.",
                { ValidUntil: { } until } =>
                    $"This needs a valid record of “{topic.Words}”. Yours was valid until {Day(until)}: renew it, then try again.",
                _ => $"This needs a valid record of “{topic.Words}”, and you have none. Record it in your account, then try again.",
            },
            RefusalKind.Forbidden
        );
    }

    /// <summary>A role that someone holds and may not act in without a valid record.</summary>
    public static Refusal RoleLacking(string role, CompetenceTopic topic, CompetenceStanding standing)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(standing);
        var title = Sentence.Ours(Roles.Title(role));
        return new(
            "competence.role-lacking",
            standing switch
            {
                { IsWaiting: true } => (Sentence)(
                    $"The role {title} needs a valid record of “{topic.Words}”. Yours is waiting for confirmation: have it confirmed, "
                    + $"then try again."
                ),
                { ValidUntil: { } until } =>
                    $"The role {title} needs a valid record of “{topic.Words}”. Yours was valid until {Day(until)}: renew it, then try "
                        + $"again.",
                _ => $"The role {title} needs a valid record of “{topic.Words}”, and you have none. Record it in your account, then try "
                    + $"again.",
            },
            RefusalKind.Forbidden
        );
    }

    /// <summary>Someone who is to oversee a system and lacks a valid record.</summary>
    public static Refusal OverseerLacking(CompetenceTopic topic, string person)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return Refusal.Field(
            "competence.overseer-lacking",
            "person",
            $"{person} has no valid record of “{topic.Words}”. Have the course recorded and confirmed, then appoint them."
        );
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
