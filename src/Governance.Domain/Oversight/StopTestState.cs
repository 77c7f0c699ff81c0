namespace Governance.Domain.Oversight;

/// <summary>Where the record of a test stands.</summary>
public enum StopTestState
{
    /// <summary>Recorded; a second person has not looked at it.</summary>
    Recorded,

    /// <summary>Confirmed by a second person: it counts.</summary>
    Confirmed,

    /// <summary>Declined by a second person: it does not count.</summary>
    Declined,
}
