namespace Governance.Domain.Targets;

/// <summary>How a result stands to a target; the graver comes later.</summary>
public enum TargetOutcome
{
    /// <summary>Measured after the target was signed, and within its bounds.</summary>
    Met,

    /// <summary>Nothing that counts measures it.</summary>
    NoResult,

    /// <summary>A result was on record before the target was signed: whatever it is, the target was not set in advance.</summary>
    KnownBefore,

    /// <summary>Measured after the target was signed, and outside its bounds.</summary>
    Missed,
}
