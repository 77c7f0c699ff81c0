namespace Governance.Domain.Experiments;

/// <summary>How far an experiment is.</summary>
public enum ExperimentState
{
    /// <summary>Someone else has to approve it.</summary>
    Planned,

    /// <summary>It may start.</summary>
    Approved,

    /// <summary>Observations arrive.</summary>
    Running,

    /// <summary>It is over and waits for a conclusion.</summary>
    Stopped,

    /// <summary>It is decided what becomes of the challenger.</summary>
    Concluded,

    /// <summary>It was refused.</summary>
    Refused,
}
