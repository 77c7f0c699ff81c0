namespace Governance.Analytics.Performance;

/// <summary>What is said about one metric.</summary>
public enum MetricVerdict
{
    /// <summary>Not worse than the reference by more than the tolerance.</summary>
    Ok,

    /// <summary>Worse by more than half the tolerance and certainly so, or beyond the tolerance where no interval exists.</summary>
    Warn,

    /// <summary>Worse by more than the tolerance, and certainly worse.</summary>
    Fail,

    /// <summary>Too few rows for the tolerance.</summary>
    Inconclusive,

    /// <summary>Too few labels of either class, or too small a part of the window is labelled.</summary>
    InsufficientData,
}
