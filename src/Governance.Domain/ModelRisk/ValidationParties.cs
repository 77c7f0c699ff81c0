using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Domain.ModelRisk;

/// <summary>
/// Who had a hand in a version: a validator is none of them (SR 11-7, section V; PRA SS1/23, principle 4.1).
/// </summary>
/// <param name="Model">The model's name.</param>
/// <param name="Developers">Who registered the version and who stored its artifact, keys followed to the people behind them.</param>
/// <param name="Owners">The model's owner and deputies.</param>
/// <param name="Requesters">Everyone who counts as having requested a promotion of the version.</param>
public sealed record ValidationParties(
    string Model,
    IReadOnlyList<UserId> Developers,
    IReadOnlyList<UserId> Owners,
    IReadOnlyList<UserId> Requesters
)
{
    /// <summary>Why this person may not validate the version; null when they may.</summary>
    public Refusal? Refuses(UserId person, Separation separation)
    {
        ArgumentNullException.ThrowIfNull(separation);
        bool IsOneOf(IReadOnlyList<UserId> people) => people.Any(other => separation.AreSamePerson(person, other, Model));
        return Developers.Count == 0 ? ValidationRefusals.DeveloperUnknown
            : IsOneOf(Developers) ? ValidationRefusals.ValidatorDeveloped
            : IsOneOf(Owners) ? ValidationRefusals.ValidatorOwns
            : IsOneOf(Requesters) ? ValidationRefusals.ValidatorRequested
            : null;
    }
}
