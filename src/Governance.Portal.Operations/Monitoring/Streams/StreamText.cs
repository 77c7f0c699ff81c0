using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>Expected data in words.</summary>
internal static class StreamText
{
    /// <summary>"every 7 days", "every 6 hours".</summary>
    public static string? Every(double? hours) =>
        hours is not { } known ? null
        : known >= 48 ? $"every {Short(known / 24)} days"
        : Short(known) is "1" ? "every hour"
        : $"every {Short(known)} hours";

    // A whole number has no decimals.
    private static string Short(double number) =>
        Math.Round(number, 1) is var rounded && rounded == Math.Truncate(rounded) ? Formats.Number(rounded, 0) : Formats.Number(rounded, 1);

    /// <summary>Where the rhythm is from.</summary>
    public static string Source(bool? declared) =>
        declared switch
        {
            true => "declared",
            false => "learned from deliveries",
            null => "not known yet",
        };

    public static (Tone Tone, string Text, string? IconName) State(StreamView stream) =>
        stream switch
        {
            { LateSince: not null } => (Tone.Fail, "Late", null),
            { EveryHours: null } => (Tone.Idle, "No interval yet", "pending"),
            { LateFrom: null } => (Tone.Idle, "Not expected", "pause_circle"),
            _ => (Tone.Pass, "As expected", null),
        };
}
