using System.Text.Json.Serialization;
using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>The last of something that is done on a schedule, kept for every node and page.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Folder">Which backup.</param>
/// <param name="Wrong">What went wrong, in a sentence; null when all is well.</param>
internal sealed record BackupRecord(DateTimeOffset At, string Folder, string? Wrong)
{
    /// <summary>When the last one ended that succeeded; null when none did.</summary>
    public DateTimeOffset? GoodAt { get; init; }

    /// <summary>Age of what was restored, in seconds; of a rehearsal.</summary>
    public long? PointSeconds { get; init; }

    /// <summary>How long it took, in seconds; of a rehearsal.</summary>
    public long? TimeSeconds { get; init; }

    /// <summary>Age and duration, as people read them.</summary>
    [JsonIgnore]
    public FormattableString Figures => $"{Duration(PointSeconds)} old, restored in {Duration(TimeSeconds)}";

    private static string Duration(long? seconds) => Formats.Duration(TimeSpan.FromSeconds(seconds ?? 0));
}
