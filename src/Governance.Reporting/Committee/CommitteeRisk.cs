namespace Governance.Reporting.Committee;

/// <summary>An open risk with the appetite it is judged by.</summary>
/// <param name="Record">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="About">The model or AI system it is about; null where it is about the organisation.</param>
/// <param name="Inherent">Score before controls, 1 to 25.</param>
/// <param name="Residual">Score with controls; null while it is not assessed.</param>
/// <param name="Appetite">Highest score that is accepted.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="AcceptedUntil">Until when it is accepted above the appetite; null when it is not accepted.</param>
public sealed record CommitteeRisk(
    string Record,
    string Title,
    string? About,
    int Inherent,
    int? Residual,
    int Appetite,
    string Owner,
    DateTimeOffset? AcceptedUntil
)
{
    /// <summary>What a risk is about that is about no model and no AI system.</summary>
    internal const string Everything = "the organisation";

    /// <summary>True when its residual score is above the appetite.</summary>
    public bool IsAbove => (Residual ?? Inherent) > Appetite;
}
