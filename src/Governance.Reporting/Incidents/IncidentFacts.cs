namespace Governance.Reporting.Incidents;

/// <summary>
/// What the report of a serious incident (Art. 73) needs of the incident. Words are those a reader sees; times are instants.
/// </summary>
public sealed record IncidentFacts
{
    /// <summary>Its id, <c>INC-0003</c>.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>SHA-256 of the incident as the newest entry of its timeline left it.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When that entry was written: nothing that is said of the incident is newer.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The versions of models that it is about: <c>credit-default@2.0.0</c>.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>Countries in which it happened, as their codes: <c>DE</c>.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Who learned of it and when; the earliest starts the clocks.</summary>
    public required IReadOnlyList<IncidentAwareness> Awareness { get; init; }

    /// <summary>Categories of Art. 3(49) that were confirmed, with the person who confirmed them.</summary>
    public required IReadOnlyList<FormattableString> HarmCategories { get; init; }

    public required string Severity { get; init; }

    /// <summary>Established, reasonably likely, suspected or excluded, and why; null while no one has said.</summary>
    public string? CausalLink { get; init; }

    /// <summary>True while someone has said so and no second person has confirmed it.</summary>
    public bool IsClassProposed { get; init; }

    /// <summary>The clocks in fixed order, triggered or not.</summary>
    public required IReadOnlyList<IncidentClock> Clocks { get; init; }

    /// <summary>What was done at once, to contain it.</summary>
    public IReadOnlyList<IncidentMeasure> Contained { get; init; } = [];

    /// <summary>What was corrected.</summary>
    public IReadOnlyList<IncidentMeasure> Corrected { get; init; } = [];

    /// <summary>What was found about reporting duties under other laws; null while no one has said.</summary>
    public IncidentMeasure? OtherRegimes { get; init; }

    /// <summary>Authorities told, with the time of sending.</summary>
    public IReadOnlyList<FormattableString> Notified { get; init; } = [];

    /// <summary>What was frozen before anything was changed; null while nothing was.</summary>
    public IncidentFreeze? Freeze { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The incident's page.</summary>
    public string? Href { get; init; }
}

/// <summary>Someone learned of an incident.</summary>
public sealed record IncidentAwareness(string Party, DateTimeOffset At);

/// <summary>Something that was done about an incident, as its timeline tells it.</summary>
/// <param name="At">When.</param>
/// <param name="By">The printed name of who did it.</param>
/// <param name="What">What was done, in a sentence of the portal.</param>
/// <param name="Words">What they said about it; null where they said nothing.</param>
public sealed record IncidentMeasure(DateTimeOffset At, string By, string What, string? Words);

/// <summary>Evidence that was frozen.</summary>
/// <param name="Said">What was frozen, and when, in words.</param>
/// <param name="Sha256">SHA-256 of the list of it.</param>
/// <param name="At">When the newest piece of the list was frozen.</param>
public sealed record IncidentFreeze(FormattableString Said, string Sha256, DateTimeOffset At);

/// <summary>A clock of Art. 73.</summary>
/// <param name="Name"><c>15-day clock</c>.</param>
/// <param name="Ref">Provision.</param>
/// <param name="DueAt">When it ends; null when it was not triggered.</param>
/// <param name="SentAt">When the report went out; null while it did not.</param>
/// <param name="NotTriggered">Who decided that it was not triggered, and why; null when it runs.</param>
public sealed record IncidentClock(string Name, string Ref, DateTimeOffset? DueAt, DateTimeOffset? SentAt, FormattableString? NotTriggered)
{
    /// <summary>True while the class of the incident is not confirmed: the clock runs, because the time is lost if it applies.</summary>
    public bool IsProvisional { get; init; }
}
