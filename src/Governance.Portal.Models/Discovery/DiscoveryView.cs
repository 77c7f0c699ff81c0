using Governance.Domain.Discovery;

namespace Governance.Portal.Models.Discovery;

/// <summary>A finding of a scan, and what the portal knows of it.</summary>
/// <param name="Id">Id of the finding; null if nothing was stored.</param>
/// <param name="Kind">Kind of finding.</param>
/// <param name="Name">Name of what was found.</param>
/// <param name="Path">Path within the source.</param>
/// <param name="Sha256">Digest by which the finding is recognised.</param>
/// <param name="State">What was decided; to-triage until then.</param>
/// <param name="RegisteredAs">The model, version or agent that it belongs to.</param>
/// <param name="Reason">Why it was ignored or blocked.</param>
public sealed record DiscoveryAnswer(
    DiscoveryId? Id,
    DiscoveryKind Kind,
    string Name,
    string Path,
    string Sha256,
    DiscoveryState State,
    string? RegisteredAs,
    string? Reason
);

/// <summary>The result of a scan.</summary>
/// <param name="Source">The place that was scanned.</param>
/// <param name="Added">Number of new findings.</param>
/// <param name="Known">Number of findings that were already known.</param>
/// <param name="Gone">Number of findings that the scan no longer found.</param>
/// <param name="Findings">The findings in the order in which they were sent.</param>
public sealed record DiscoveryReport(string Source, int Added, int Known, int Gone, IReadOnlyList<DiscoveryAnswer> Findings);

/// <summary>Something a scan found.</summary>
public sealed record DiscoveryView
{
    /// <summary>Its id.</summary>
    public DiscoveryId Id { get; init; }

    /// <summary>The place that was scanned.</summary>
    public required string Source { get; init; }

    /// <summary>Kind of finding.</summary>
    public DiscoveryKind Kind { get; init; }

    /// <summary>Name of what was found.</summary>
    public required string Name { get; init; }

    /// <summary>Path within the source.</summary>
    public required string Path { get; init; }

    /// <summary>Line of its first occurrence.</summary>
    public int? Line { get; init; }

    /// <summary>Further details.</summary>
    public string? Detail { get; init; }

    /// <summary>What may change from scan to scan.</summary>
    public string? Note { get; init; }

    /// <summary>Digest by which the finding is recognised.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Commit in which it was first found.</summary>
    public string? Commit { get; init; }

    /// <summary>When it was first found.</summary>
    public DateTimeOffset FoundAt { get; init; }

    /// <summary>When a scan no longer found it; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>What was decided.</summary>
    public DiscoveryState State { get; init; }

    /// <summary>The model, version or agent that it belongs to.</summary>
    public string? RegisteredAs { get; init; }

    /// <summary>Why it was ignored or blocked; null once erased.</summary>
    public string? Reason { get; init; }

    /// <summary>Name of the person who decided; null if the registry already knew it.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Path and line as one text.</summary>
    internal string Place => Line is { } line ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Path}:{line}") : Path;

    internal static DiscoveryView Of(DiscoveryItem item) =>
        new()
        {
            Id = item.Id,
            Source = item.Source,
            Kind = item.Kind,
            Name = item.Name,
            Path = item.Path,
            Line = item.Line,
            Detail = item.Detail,
            Note = item.Note,
            Sha256 = item.Sha256,
            Commit = item.Commit,
            FoundAt = item.FoundAt,
            GoneAt = item.GoneAt,
            State = item.State,
            RegisteredAs = item.RegisteredAs,
            Reason = item.Reason?.Text,
            DecidedBy = item.DecidedByName,
            DecidedAt = item.DecidedAt,
        };
}
