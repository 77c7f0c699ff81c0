namespace Governance.Reporting.Documents;

/// <summary>A risk in the figure of scores.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Inherent">Score before controls, 1 to 25.</param>
/// <param name="Residual">Score with controls; null while it is not assessed.</param>
public sealed record RiskScore(string Id, string Title, int Inherent, int? Residual);
