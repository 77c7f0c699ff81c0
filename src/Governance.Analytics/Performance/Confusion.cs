using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>Counts of a two-class model on labelled rows that have a prediction.</summary>
/// <param name="TruePositives">Predicted 1, is 1.</param>
/// <param name="FalsePositives">Predicted 1, is 0.</param>
/// <param name="TrueNegatives">Predicted 0, is 0.</param>
/// <param name="FalseNegatives">Predicted 0, is 1.</param>
public sealed record Confusion(long TruePositives, long FalsePositives, long TrueNegatives, long FalseNegatives)
{
    /// <summary>All rows counted.</summary>
    public long Total => TruePositives + FalsePositives + TrueNegatives + FalseNegatives;

    /// <summary>Right ones among all.</summary>
    public Proportion Accuracy => new(TruePositives + TrueNegatives, Total);

    /// <summary>Positives among those predicted positive.</summary>
    public Proportion Precision => new(TruePositives, TruePositives + FalsePositives);

    /// <summary>Found positives among all positives.</summary>
    public Proportion Recall => new(TruePositives, TruePositives + FalseNegatives);

    /// <summary>False alarms among all negatives.</summary>
    public Proportion FalsePositiveRate => new(FalsePositives, FalsePositives + TrueNegatives);

    /// <summary>Missed ones among all positives.</summary>
    public Proportion FalseNegativeRate => new(FalseNegatives, FalseNegatives + TruePositives);

    /// <summary>2·TP / (2·TP + FP + FN); <see langword="null"/> when 0/0.</summary>
    public double? F1 => (2 * TruePositives) + FalsePositives + FalseNegatives is var all && all == 0 ? null : 2.0 * TruePositives / all;
}
