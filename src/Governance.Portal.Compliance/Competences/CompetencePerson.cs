using Governance.Domain.Competences;
using Governance.Domain.Identity;

namespace Governance.Portal.Compliance.Competences;

/// <summary>A person in the matrix.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">Their name.</param>
/// <param name="Roles">Roles they hold.</param>
/// <param name="Oversees">True when they oversee an AI system.</param>
/// <param name="Cells">How they are in every topic, in the order of the topics.</param>
public sealed record CompetencePerson(
    UserId Id,
    string Name,
    IReadOnlyList<string> Roles,
    bool Oversees,
    IReadOnlyList<CompetenceCell> Cells
)
{
    /// <summary>
    /// The last day on which all training of their appointments as overseer counts; null when none counts today. It is another record than
    /// those of the cells: training for one system, which no one else has to confirm.
    /// </summary>
    public DateOnly? TrainedToOverseeUntil { get; init; }
}

/// <summary>A person in one topic.</summary>
/// <param name="Topic">Key of the topic.</param>
/// <param name="IsRequired">True when a role or duty of theirs needs it.</param>
/// <param name="Standing">How their records are today.</param>
public sealed record CompetenceCell(string Topic, bool IsRequired, CompetenceStanding Standing);

/// <summary>People of a role with a valid record of AI literacy.</summary>
/// <param name="Role">Id of the role.</param>
/// <param name="Valid">Those with one.</param>
/// <param name="People">All of them.</param>
public sealed record LiteracyOfRole(string Role, int Valid, int People);
