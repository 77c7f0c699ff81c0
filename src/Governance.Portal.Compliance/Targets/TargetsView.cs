using Governance.Domain.Systems;
using Governance.Domain.Targets;

namespace Governance.Portal.Compliance.Targets;

/// <summary>How a version of a model stands to a target.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Outcome">met, missed, known-before or no-result.</param>
/// <param name="Value">The value that decides; null where nothing counts.</param>
/// <param name="Source">The evidence or window; null where nothing counts.</param>
/// <param name="IsLive">True for a window of what serves.</param>
/// <param name="KnownSince">Since when the result could be known; null where nothing counts.</param>
public sealed record TargetResultView(
    string Model,
    string Version,
    TargetOutcome Outcome,
    double? Value,
    string? Source,
    bool IsLive,
    DateTimeOffset? KnownSince
);

/// <summary>A target.</summary>
public sealed record TargetView
{
    /// <summary>Name of the metric, as evidence and policies name it.</summary>
    public required string Metric { get; init; }

    /// <summary>The part of the rows it is about; null for all.</summary>
    public string? Slice { get; init; }

    /// <summary>The lowest value that meets it; null without one.</summary>
    public double? Min { get; init; }

    /// <summary>The highest value that meets it; null without one.</summary>
    public double? Max { get; init; }

    /// <summary>Its unit; null without one.</summary>
    public string? Unit { get; init; }

    /// <summary>Why this value.</summary>
    public required string Why { get; init; }

    /// <summary>When it was signed first and stayed since; null while it is a draft.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>The gravest of its results; null while it is not in force.</summary>
    public TargetOutcome? Outcome { get; init; }

    /// <summary>How the versions that count for the system stand; empty while it is not in force.</summary>
    public IReadOnlyList<TargetResultView> Results { get; init; } = [];
}

/// <summary>A version of appetite and targets.</summary>
public sealed record TargetsVersionView
{
    /// <summary>The id.</summary>
    public required SystemTargetsId Id { get; init; }

    /// <summary>Its number within the system.</summary>
    public required int Number { get; init; }

    /// <summary>draft, in-force or superseded.</summary>
    public required TargetsState State { get; init; }

    /// <summary>The highest residual score of a risk that is lived with.</summary>
    public required int Appetite { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The targets.</summary>
    public required IReadOnlyList<TargetView> Targets { get; init; }

    /// <summary>Who drafted it last.</summary>
    public required string DraftedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset DraftedAt { get; init; }

    /// <summary>Ids of everyone who drafted a part of it: none of them signs it.</summary>
    public required IReadOnlyList<string> Authors { get; init; }

    /// <summary>Who signed it; null while it is a draft.</summary>
    public string? SignedBy { get; init; }

    /// <summary>The role they worked in.</summary>
    public string? SignedAs { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>How they proved who they are.</summary>
    public string? Method { get; init; }

    /// <summary>When a later version took its place.</summary>
    public DateTimeOffset? SupersededAt { get; init; }

    /// <summary>SHA-256 of what is signed.</summary>
    public required string ContentSha256 { get; init; }

    /// <summary>Revision, for <c>If-Match</c>.</summary>
    public required int Revision { get; init; }
}

/// <summary>Appetite and targets of an AI system.</summary>
public sealed record TargetsView
{
    /// <summary>The system.</summary>
    public required SystemId System { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Id of its owner, who may sign beside risk officers.</summary>
    public required string Owner { get; init; }

    /// <summary>True once the system is retired: this only stays on record.</summary>
    public required bool Retired { get; init; }

    /// <summary>The appetite by which its risks are judged now: what is signed, else the organisation's.</summary>
    public required int Appetite { get; init; }

    /// <summary>The appetite of the organisation, which no system's exceeds.</summary>
    public required int OrganisationAppetite { get; init; }

    /// <summary>The version in force with its results; null when none was signed.</summary>
    public TargetsVersionView? InForce { get; init; }

    /// <summary>The draft; null when there is none.</summary>
    public TargetsVersionView? Draft { get; init; }

    /// <summary>Versions that others took the place of, the newest first.</summary>
    public required IReadOnlyList<TargetsVersionView> Earlier { get; init; }
}
