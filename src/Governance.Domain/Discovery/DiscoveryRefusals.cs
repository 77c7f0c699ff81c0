using System.Globalization;

namespace Governance.Domain.Discovery;

/// <summary>Refusals about what scans found.</summary>
public static class DiscoveryRefusals
{
    /// <summary>Most findings of one scan.</summary>
    public const int MaxFindings = 1_000;

    /// <summary>The source has no name, or too long a one.</summary>
    public static Refusal SourceNotValid { get; } =
        Refusal.Field(
            "discovery.source",
            "source",
            $"Name the scanned place in 1 to 180 characters, and use the same name for each of its scans."
        );

    /// <summary>No time, or one that is yet to come.</summary>
    public static Refusal TimeNotValid { get; } =
        Refusal.Field("discovery.time", "scannedAt", $"Send the time of the scan with its UTC offset. It cannot be in the future.");

    /// <summary>Too long a commit.</summary>
    public static Refusal CommitNotValid { get; } =
        Refusal.Field("discovery.commit", "commit", $"A commit must have 7 to 64 letters and digits.");

    /// <summary>More findings than one scan may have.</summary>
    public static Refusal TooMany { get; } =
        Refusal.Field("discovery.too-many", "findings", $"A scan can have at most 1,000 findings. Scan its folders as separate sources.");

    /// <summary>A filter of the list is none of its words.</summary>
    public static Refusal FilterNotValid { get; } =
        Refusal.Field("discovery.filter", "state", $"Filter by state, kind and presence with the values in the API reference.");

    /// <summary>An outcome that is none.</summary>
    public static Refusal OutcomeUnknown { get; } =
        Refusal.Field("discovery.outcome", "outcome", $"The outcome must be registered, ignored, blocked or to-triage.");

    /// <summary>Ignoring and blocking need a reason.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("discovery.reason", "reason", $"Give a reason of at most 2,000 characters.");

    /// <summary>Not a model of the registry.</summary>
    public static Refusal ModelUnknown { get; } =
        Refusal.Field("discovery.model", "registeredAs", $"Name the registered model or agent that the finding belongs to.");

    /// <summary>No such discovery.</summary>
    public static Refusal NotFound { get; } = new("discovery.not-found", $"There is no finding with this ID.", RefusalKind.NotFound);

    /// <summary>A finding is not as described.</summary>
    /// <param name="index">Its place, from 0.</param>
    public static Refusal FindingNotValid(int index) =>
        Refusal.Field(
            "discovery.finding",
            string.Create(CultureInfo.InvariantCulture, $"findings[{index}]"),
            $"A finding must have the members kind, name, path and sha256, as the API reference describes."
        );

    /// <summary>A later scan of this source is filed.</summary>
    /// <param name="last">Time of that scan.</param>
    public static Refusal ScanOlder(DateTimeOffset last) =>
        new(
            "discovery.older",
            $"A scan from {Time(last)} UTC has been filed for this source, and this one is older.",
            RefusalKind.Conflict
        );

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
