namespace Governance.Data.Decisions;

/// <summary>A stretch of time with the decisions of it in the log.</summary>
/// <param name="Model">The model.</param>
/// <param name="Served">Decisions that were served in it, as something else says.</param>
/// <param name="Logged">Decisions in the log.</param>
public sealed record CountedStretch(string Model, double Served, long Logged);
