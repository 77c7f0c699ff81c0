namespace Governance.Domain.Compliance;

/// <summary>A piece of evidence a person has linked to a duty.</summary>
/// <param name="Number">Number within the duty, from 1 up.</param>
/// <param name="Kind">Record kind of the vocabulary.</param>
/// <param name="Title">What it is.</param>
/// <param name="Reference">Where it is: a record's id, a file's place.</param>
/// <param name="Sha256">Digest of the document; null when not given.</param>
/// <param name="ValidUntil">The last day it counts; null without one.</param>
/// <param name="ByName">Who linked it.</param>
/// <param name="At">When.</param>
public sealed record LinkedEvidence(
    int Number,
    string Kind,
    string Title,
    string Reference,
    string? Sha256,
    DateOnly? ValidUntil,
    string ByName,
    DateTimeOffset At
);

/// <summary>A kind of evidence that is not asked for here, with the reason.</summary>
/// <param name="Kind">Record kind.</param>
/// <param name="Reason">Why.</param>
/// <param name="ByName">Who said so.</param>
/// <param name="At">When.</param>
public sealed record WaivedKind(string Kind, string Reason, string ByName, DateTimeOffset At);

/// <summary>What was accepted when a duty was marked as met.</summary>
/// <param name="Kind">Record kind.</param>
/// <param name="Reference">The record.</param>
/// <param name="Live">True for a stream (windows, decisions): its newest part is always another.</param>
public sealed record AcceptedEvidence(string Kind, string Reference, bool Live);

/// <summary>Evidence found among our own records.</summary>
/// <param name="Kind">Record kind.</param>
/// <param name="Title">What it is, as a text of the portal with names in its places.</param>
/// <param name="Reference">The record's id.</param>
/// <param name="Href">Its page; null without one.</param>
/// <param name="At">When it was made.</param>
/// <param name="Subject">What it is about: a version, a model.</param>
/// <param name="OfServedVersion">False when it is about a version that is not the one in production.</param>
/// <param name="Live">True for a stream.</param>
public sealed record FoundEvidence(
    string Kind,
    FormattableString Title,
    string Reference,
    string? Href,
    DateTimeOffset At,
    string Subject,
    bool OfServedVersion,
    bool Live
)
{
    /// <summary>The obligation that it is evidence of; null for every one that asks for its kind.</summary>
    public string? Obligation { get; init; }

    /// <summary>What counts for an obligation: its own evidence comes before what is evidence of any that asks for the kind.</summary>
    /// <param name="found">All that was found.</param>
    /// <param name="obligation">Its id.</param>
    public static IReadOnlyList<FoundEvidence> For(IReadOnlyList<FoundEvidence> found, string obligation)
    {
        var own = found.Where(e => e.Obligation == obligation).Select(e => e.Kind).ToHashSet(StringComparer.Ordinal);
        return [.. found.Where(e => e.Obligation == obligation || (e.Obligation is null && !own.Contains(e.Kind)))];
    }
}

/// <summary>Whether a piece of evidence still counts.</summary>
public enum Freshness
{
    /// <summary>Counts.</summary>
    Current,

    /// <summary>Older than its kind may be, or past its last day.</summary>
    Old,

    /// <summary>About another version than the one in use.</summary>
    OtherVersion,
}

/// <summary>How old evidence of a kind may be. Project choices, shown as such: the law names no ages.</summary>
public static class EvidenceAges
{
    private static readonly Dictionary<string, int> s_days = new(StringComparer.Ordinal)
    {
        ["drift_monitoring"] = 35,
        ["decision_log"] = 35,
        ["policy_posture"] = 35,
        ["human_oversight_record"] = 92,
        ["logs_retention"] = 92,
        ["fairness_report"] = 183,
        ["risk_register"] = 183,
        ["sbom"] = 183,
    };

    /// <summary>Days for kinds without a number of their own.</summary>
    public const int Otherwise = 365;

    /// <summary>Days a piece of this kind counts.</summary>
    public static int Days(string kind) => s_days.GetValueOrDefault(kind, Otherwise);
}
