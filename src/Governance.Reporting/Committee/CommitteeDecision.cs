using Governance.Localisation;

namespace Governance.Reporting.Committee;

/// <summary>Something that waits for a decision.</summary>
/// <param name="Record">Its id.</param>
/// <param name="Kind">The kind of thing, in a word or two.</param>
/// <param name="Title">What it is about.</param>
/// <param name="State">How far it is.</param>
/// <param name="Wanted">What is to be decided.</param>
/// <param name="Since">Since when it waits; null where no one wrote it down.</param>
/// <param name="DueAt">By when; null where nothing says so.</param>
/// <param name="IsBlocked">True while a gate blocks it.</param>
public sealed record CommitteeDecision(
    string Record,
    string Kind,
    string Title,
    Wording State,
    Wording Wanted,
    DateTimeOffset? Since,
    DateTimeOffset? DueAt,
    bool IsBlocked = false
)
{
    /// <summary>What it is about, in the language of the document; null where it is found by its English.</summary>
    public string? Said { get; init; }
}
