using Governance.Data.Decisions;
using Governance.Domain.Decisions;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>A decision that was read, with what only intake needs of it.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Digest">Digest of the line as it was sent.</param>
/// <param name="Row">What is stored.</param>
/// <param name="Source">Its version.</param>
/// <param name="Findings">What the live checks found; null for nothing.</param>
internal sealed record IntakeItem(long Line, byte[] Digest, DecisionRow Row, IntakeSource Source, List<Finding>? Findings)
{
    /// <summary>Why its version should not have made it; null when it was allowed to.</summary>
    public TrafficReason? Contradicted { get; init; }

    /// <summary>Whether it says what was done.</summary>
    public bool HasAction { get; init; }

    /// <summary>Where its content waits in the batch's file, and how much of it; nothing while the row has it.</summary>
    public (long At, int Length)? Waits { get; init; }
}
