using Governance.Analytics.Performance;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>The bounds that decide a window's performance verdicts, as pages draw them.</summary>
public static class PerformanceLimits
{
    /// <summary>Share of labelled rows a verdict needs.</summary>
    public static double MinimumCoverage => BinaryOptions.Default.MinimumCoverage;

    /// <summary>Labelled rows that each class needs for one.</summary>
    public static int MinimumPerClass => BinaryOptions.Default.MinimumPerClass;

    /// <summary>How much worse than the reference a figure may be.</summary>
    public static double Tolerance => BinaryOptions.Default.Tolerance;

    /// <summary>The limit that follows from a reference: beyond it, and certainly worse, a window fails.</summary>
    public static double LimitOf(double reference, bool lowerIsBetter) => PerformanceComparison.LimitOf(reference, !lowerIsBetter);
}
