namespace Governance.Portal.Operations.Risks.Parts;

/// <summary>What a person can do about a risk on its page.</summary>
public enum RiskStepKind
{
    /// <summary>Bind a signal, or take it away.</summary>
    Signal,

    /// <summary>Add a mitigation.</summary>
    Mitigate,

    /// <summary>A mitigation is in place.</summary>
    InPlace,

    /// <summary>Add a step.</summary>
    Plan,

    /// <summary>A step is done.</summary>
    Done,

    /// <summary>Accept what is left.</summary>
    Accept,

    /// <summary>Take the acceptance back.</summary>
    Revoke,

    /// <summary>Record a review.</summary>
    Review,

    /// <summary>Close it.</summary>
    Close,

    /// <summary>Open it again.</summary>
    Reopen,
}

/// <summary>What was chosen.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Number">Of which mitigation or step; 0 for none.</param>
public sealed record RiskStepChoice(RiskStepKind Kind, int Number = 0);
