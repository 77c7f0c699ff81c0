namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Answer to a task about data.</summary>
/// <param name="Outcome"><c>deleted</c>, <c>retrained</c> or <c>justified</c>.</param>
/// <param name="Reason">What was done, or why the data stays.</param>
public sealed record DataTaskBody(string? Outcome, string? Reason);
