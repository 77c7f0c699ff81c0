namespace Governance.Domain.Gates;

/// <summary>How what runs stands to the policies in force.</summary>
public enum PostureState
{
    /// <summary>Every rule that applies is met, waived or has nothing to look at.</summary>
    In,

    /// <summary>A rule that does not block is not met: an advisory one, or one of a policy that only warns.</summary>
    Warning,

    /// <summary>A rule that blocks is not met, or could not be judged.</summary>
    Out,
}
