using System.Text.Json.Serialization;

namespace Governance.Domain.Competences;

/// <summary>Something people can be competent in, who needs it, and for what.</summary>
/// <param name="Key">Its short name in API and log: lower-case letters, digits and hyphens.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Courses">Names or addresses of the courses that make competent in it; imports recognise it by them.</param>
/// <param name="Roles">Ids of the roles that need it.</param>
/// <param name="Duties">Duties that need it.</param>
/// <param name="Enforced">True when a duty is refused to a person without a valid record.</param>
/// <param name="ValidMonths">Months for which a training is valid when its record does not say; null for no end.</param>
public sealed record CompetenceTopic(
    string Key,
    string Title,
    IReadOnlyList<string> Courses,
    IReadOnlyList<string> Roles,
    IReadOnlyList<CompetenceDuty> Duties,
    bool Enforced,
    int? ValidMonths
)
{
    /// <summary>The topic of Art. 4 of the AI Act.</summary>
    public const string Literacy = "ai-literacy";

    /// <summary>Longest key.</summary>
    public const int MaxKey = 40;

    /// <summary>Longest title, and longest name of a course.</summary>
    public const int MaxTitle = 120;

    /// <summary>Most courses of one topic.</summary>
    public const int MaxCourses = 30;

    /// <summary>Most months that a training is valid.</summary>
    public const int MaxMonths = 120;

    /// <summary>Ids of the roles in which no one acts without a valid record. They can be given to anyone.</summary>
    public IReadOnlyList<string> EnforcedRoles { get; init; } = [];

    /// <summary>Its title: ours in the usual plan, and else as the organisation wrote it.</summary>
    [JsonIgnore]
    public Sentence Words => WordsOf(Key, Title);

    /// <summary>
    /// Roles whose people need it: those named, those that are refused without it, and those that have one of its duties.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<string> RequiredRoles =>
        [.. Roles.Concat(EnforcedRoles).Concat(Duties.SelectMany(RolesOf)).Distinct(StringComparer.Ordinal)];

    /// <summary>True when overseers of AI systems need it.</summary>
    [JsonIgnore]
    public bool IsForOverseers => Duties.Contains(CompetenceDuty.Oversee);

    /// <summary>A title: ours where the usual plan has it for this topic, and else as the organisation wrote it.</summary>
    public static Sentence WordsOf(string key, string title) =>
        CompetencePlan.Usual.Any(t => t.Key == key && t.Title == title) ? Sentence.Ours(title) : Sentence.Verbatim(title);

    // Overseers and validators are people who were named, not all who hold a role.
    private static string[] RolesOf(CompetenceDuty duty) =>
        duty switch
        {
            CompetenceDuty.SignSecurity => [Identity.Roles.SecurityReviewer],
            CompetenceDuty.SignLegal => [Identity.Roles.LegalReviewer],
            CompetenceDuty.SignOwner => [Identity.Roles.ModelOwner],
            CompetenceDuty.Oversee or CompetenceDuty.Validate => [],
        };
}
