namespace Governance.Analytics.Drift;

/// <summary>Spelling and levels of verdicts.</summary>
public static class DriftVerdicts
{
    /// <summary>Level of a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>The level.</returns>
    public static DriftLevel LevelOf(DriftVerdict verdict) =>
        verdict switch
        {
            DriftVerdict.Stable or DriftVerdict.Negligible or DriftVerdict.Skipped => DriftLevel.Ok,
            DriftVerdict.Inconclusive or DriftVerdict.InsufficientData or DriftVerdict.Moderate => DriftLevel.Warning,
            DriftVerdict.Major => DriftLevel.Alert,
        };

    /// <summary>The verdict as it is written in JSON.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>For example <c>insufficient_data</c>.</returns>
    public static string ToWireName(this DriftVerdict verdict) =>
        verdict switch
        {
            DriftVerdict.Stable => "stable",
            DriftVerdict.Negligible => "negligible",
            DriftVerdict.Inconclusive => "inconclusive",
            DriftVerdict.Moderate => "moderate",
            DriftVerdict.Major => "major",
            DriftVerdict.InsufficientData => "insufficient_data",
            DriftVerdict.Skipped => "skipped",
        };

    /// <summary>The level as it is written in JSON.</summary>
    /// <param name="level">The level.</param>
    /// <returns><c>ok</c>, <c>warning</c> or <c>alert</c>.</returns>
    public static string ToWireName(this DriftLevel level) =>
        level switch
        {
            DriftLevel.Ok => "ok",
            DriftLevel.Warning => "warning",
            DriftLevel.Alert => "alert",
        };

    /// <summary>The severity as it is written in JSON.</summary>
    /// <param name="severity">The severity.</param>
    /// <returns><c>none</c>, <c>moderate</c> or <c>major</c>.</returns>
    public static string ToWireName(this DriftSeverity severity) =>
        severity switch
        {
            DriftSeverity.None => "none",
            DriftSeverity.Moderate => "moderate",
            DriftSeverity.Major => "major",
        };
}
