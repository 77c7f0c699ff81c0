using Governance.Data.Decisions;
using Governance.Domain.Decisions;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>What intake knows about a version while it takes a batch in.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Policy">What may be stored of its inputs.</param>
/// <param name="Limits">What its reference looked like; null when it has none.</param>
/// <param name="Authority">When it was allowed to decide: what it says is an alert, and refuses nothing.</param>
internal sealed record IntakeSource(
    string Model,
    string Version,
    DecisionPolicy? Policy,
    ReferenceLimits? Limits,
    TrafficAuthority Authority
)
{
    /// <summary>The number under which rows name it.</summary>
    public SourceNumber Number { get; } = new();
}
