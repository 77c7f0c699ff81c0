namespace Governance.Reporting.Incidents;

/// <summary>
/// What the report of a serious incident (Art. 73) needs of the incident. Words are those a reader sees; times are instants.
/// </summary>
public sealed record IncidentFacts
{
    /// <summary>Its id, <c>INC-0003</c>.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>SHA-256 of the incident as it was recorded when the report was made.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When the incident was recorded: what is said of it is no older.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Who learned of it and when; the earliest starts the clocks.</summary>
    public required IReadOnlyList<IncidentAwareness> Awareness { get; init; }

    /// <summary>Categories of Art. 3(49) that were confirmed, with the person who confirmed them.</summary>
    public required IReadOnlyList<string> HarmCategories { get; init; }

    public required string Severity { get; init; }

    /// <summary>Established, reasonably likely, suspected or excluded, and why; null while no one has said.</summary>
    public string? CausalLink { get; init; }

    /// <summary>The clocks in fixed order, triggered or not.</summary>
    public required IReadOnlyList<IncidentClock> Clocks { get; init; }

    /// <summary>What was done at once and what was corrected.</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>Authorities told, with the time of sending.</summary>
    public IReadOnlyList<string> Notified { get; init; } = [];

    /// <summary>What was frozen before anything was changed; null while nothing was.</summary>
    public string? EvidenceFreeze { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The incident's page.</summary>
    public string? Href { get; init; }
}

/// <summary>Someone learned of an incident.</summary>
public sealed record IncidentAwareness(string Party, DateTimeOffset At);

/// <summary>A clock of Art. 73.</summary>
/// <param name="Name"><c>15-day clock</c>.</param>
/// <param name="Ref">Provision.</param>
/// <param name="DueAt">When it ends; null when it was not triggered.</param>
/// <param name="SentAt">When the report went out; null while it did not.</param>
/// <param name="NotTriggered">Who decided that it was not triggered, and why; null when it runs.</param>
public sealed record IncidentClock(string Name, string Ref, DateTimeOffset? DueAt, DateTimeOffset? SentAt, string? NotTriggered)
{
    /// <summary>True while the class of the incident is not confirmed: the clock runs, because the time is lost if it applies.</summary>
    public bool IsProvisional { get; init; }
}
