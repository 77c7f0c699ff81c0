namespace Governance.Domain.Gates;

/// <summary>Where a waiver stands.</summary>
public enum WaiverState
{
    /// <summary>Asked for; nothing is waived.</summary>
    Requested,

    /// <summary>Granted by everyone it takes.</summary>
    InForce,

    /// <summary>Someone who could have granted it said no.</summary>
    Refused,

    /// <summary>Taken back by who asked for it, before it was granted.</summary>
    Withdrawn,

    /// <summary>Ended early.</summary>
    Revoked,

    /// <summary>Its time is over.</summary>
    Expired,
}
