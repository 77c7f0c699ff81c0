namespace Governance.Portal.Compliance.Oversight;

/// <summary>How an appointment stands today.</summary>
public enum OverseerStanding
{
    /// <summary>Appointed and trained: the person counts.</summary>
    Counts,

    /// <summary>No training is recorded.</summary>
    Untrained,

    /// <summary>The last training counts no more.</summary>
    Lapsed,

    /// <summary>It begins later.</summary>
    NotYet,

    /// <summary>Its last day has passed.</summary>
    Over,

    /// <summary>The person's account is disabled.</summary>
    Disabled,

    /// <summary>It was ended.</summary>
    Ended,
}
