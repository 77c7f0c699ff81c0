namespace Governance.Policies;

/// <summary>How a measured value stands to a limit.</summary>
public enum LimitOutcome
{
    /// <summary>It is kept.</summary>
    Met,

    /// <summary>It is not kept, or too few rows were measured.</summary>
    NotMet,

    /// <summary>The value, or the end of its interval that is compared, is not known.</summary>
    Unknown,
}
