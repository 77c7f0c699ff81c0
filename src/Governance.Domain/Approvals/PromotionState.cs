namespace Governance.Domain.Approvals;

/// <summary>Where a promotion stands.</summary>
public enum PromotionState
{
    /// <summary>Waiting for sign-offs or for its gate.</summary>
    Open,

    /// <summary>All slots signed and the gate passed: may be deployed.</summary>
    Approved,

    /// <summary>Closed by a signer.</summary>
    Rejected,

    /// <summary>Closed by the requester.</summary>
    Withdrawn,

    /// <summary>Closed by time.</summary>
    Expired,

    /// <summary>Carried out. The bundle is frozen.</summary>
    Deployed,
}
