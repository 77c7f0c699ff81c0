namespace Governance.Reporting.Committee;

/// <summary>Something that happened in the period.</summary>
/// <param name="At">When.</param>
/// <param name="Record">Id of the record that says so.</param>
/// <param name="Kind">The kind of change, in a word or two.</param>
/// <param name="Text">What happened, without a full stop.</param>
public sealed record CommitteeChange(DateTimeOffset At, string Record, string Kind, string Text)
{
    /// <summary>What happened, in the language of the document; null where it is found by its English.</summary>
    public string? Said { get; init; }
}
