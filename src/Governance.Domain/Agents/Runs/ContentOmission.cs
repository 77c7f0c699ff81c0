namespace Governance.Domain.Agents.Runs;

/// <summary>Why content that was to be kept is not.</summary>
public enum ContentOmission
{
    /// <summary>Longer than a step's content may be.</summary>
    TooLarge,

    /// <summary>It could not be checked for personal data and secrets.</summary>
    NotChecked,
}
