namespace Governance.Domain.Agents.Runs;

/// <summary>Something wrong with a run.</summary>
/// <param name="Kind">What.</param>
/// <param name="About">The tool, the model, or the agent by the name it told.</param>
/// <param name="Count">How often in the run.</param>
public sealed record RunFinding(RunFindingKind Kind, string About, int Count);
