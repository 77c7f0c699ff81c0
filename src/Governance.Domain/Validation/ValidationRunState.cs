namespace Governance.Domain.Validation;

/// <summary>How far a run is.</summary>
public enum ValidationRunState
{
    /// <summary>To be begun.</summary>
    Queued,

    /// <summary>Under way, or waiting for the next try.</summary>
    Running,

    /// <summary>Measured, and filed as evidence.</summary>
    Done,

    /// <summary>Given up; nothing was filed.</summary>
    Failed,

    /// <summary>Stopped by a person; nothing was filed.</summary>
    Cancelled,
}
