namespace Governance.Domain.Validation;

/// <summary>Whether a schedule runs.</summary>
public enum ScheduleState
{
    /// <summary>It runs when it is due.</summary>
    Active,

    /// <summary>A person stopped it for now.</summary>
    Paused,
}
