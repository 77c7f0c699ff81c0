using Governance.Analytics.Stored;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>A window with the drift of its features.</summary>
public sealed record WindowDrift(WindowId Window, DateTimeOffset Start, DateTimeOffset End, long Rows, IReadOnlyList<FeatureRow> Features);

/// <summary>A window as the pages draw it.</summary>
public sealed record WindowView(
    WindowId Id,
    WindowRole Role,
    DateTimeOffset Start,
    DateTimeOffset End,
    long Rows,
    long Labelled,
    WindowId? ReferenceId,
    string DataSha256,
    DateTimeOffset UploadedAt,
    StoredPerformance? Performance,
    IReadOnlyList<FeatureDrift> Features
)
{
    /// <summary>True when it was counted at its source: the digest is that of its counts, and there are no rows here.</summary>
    public bool Counted { get; init; }
}

/// <summary>A monitored version in the list of monitors.</summary>
public sealed record MonitorRow(
    string Model,
    string DisplayName,
    string Version,
    bool InProduction,
    int Windows,
    DateTimeOffset? LastEnd,
    string? WorstFeature,
    double? WorstPsi,
    string? WorstVerdict,
    int Alerts,
    int Warnings,
    double? Auc,
    RateWithInterval? FalseNegativeRate,
    long Rows,
    long Labelled
)
{
    /// <summary>
    /// Features of the last window that drift: of <see cref="Warnings"/>, those that do not are the features about which nothing could be
    /// said.
    /// </summary>
    public int Drifting { get; init; }

    /// <summary>Alerts of the model that are not over.</summary>
    public int OpenAlerts { get; init; }

    /// <summary>Start of the window in which the oldest of them began.</summary>
    public DateTimeOffset? AlertsSince { get; init; }

    /// <summary>The worst of them.</summary>
    public DriftLevel? WorstAlert { get; init; }

    /// <summary>Its last window; null without one.</summary>
    public WindowId? Last { get; init; }

    /// <summary>Share of the last window's rows that have a label; null without a window.</summary>
    public double? Coverage => Rows > 0 ? (double)Labelled / Rows : null;
}
