namespace Governance.Domain.Approvals;

/// <summary>Where an emergency override stands.</summary>
public enum OverrideState
{
    /// <summary>One of the two has confirmed.</summary>
    Requested,

    /// <summary>Both have: the gate answers allow, until it ends.</summary>
    InForce,

    /// <summary>Over.</summary>
    Ended,
}

/// <summary>Why an emergency override ended.</summary>
public enum OverrideEnd
{
    /// <summary>Its time was over.</summary>
    Expired,

    /// <summary>The second confirmation never came.</summary>
    Lapsed,

    /// <summary>The promotion was approved in the normal way.</summary>
    Approved,

    /// <summary>The promotion was rejected, withdrawn or expired.</summary>
    Closed,

    /// <summary>The evidence bundle changed.</summary>
    Changed,

    /// <summary>Someone ended it early.</summary>
    StoodDown,
}
