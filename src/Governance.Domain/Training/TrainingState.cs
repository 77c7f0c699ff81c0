namespace Governance.Domain.Training;

/// <summary>How far a request to train is.</summary>
public enum TrainingState
{
    /// <summary>Someone has yet to answer.</summary>
    Waiting,

    /// <summary>Everyone that was asked agreed: permits are issued.</summary>
    Approved,

    /// <summary>Someone refused.</summary>
    Refused,

    /// <summary>It was approved and taken back.</summary>
    Revoked,
}
