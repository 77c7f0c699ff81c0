namespace Governance.Reporting.Documents;

/// <summary>A risk in the figure of scores.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Inherent">Score before controls, 1 to 25.</param>
/// <param name="Residual">Score with controls; null while it is not assessed.</param>
public sealed record RiskScore(string Id, string Title, int Inherent, int? Residual)
{
    /// <summary>Highest score that is accepted; null where the document does not say.</summary>
    public int? Appetite { get; init; }
}
