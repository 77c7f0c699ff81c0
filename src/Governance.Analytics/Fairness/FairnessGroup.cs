using Governance.Analytics.Statistics;

namespace Governance.Analytics.Fairness;

/// <summary>One group of people.</summary>
/// <param name="Name">Value of the attribute, or <c>x|y</c> for a pair of attributes.</param>
/// <param name="Selection">Favourable predictions among rows with a prediction.</param>
/// <param name="TruePositive">Favourable predictions among labelled rows whose truth is favourable.</param>
/// <param name="FalsePositive">Favourable predictions among labelled rows whose truth is unfavourable.</param>
/// <param name="Precision">Truly favourable rows among labelled rows predicted favourable.</param>
/// <param name="CalibrationError">Expected calibration error; <see langword="null"/> without labelled rows that have a score in
/// 0..1.</param>
/// <param name="ScoreGap">Mean score − share of positives, on the same rows.</param>
public sealed record FairnessGroup(
    string Name,
    Proportion Selection,
    Proportion TruePositive,
    Proportion FalsePositive,
    Proportion Precision,
    double? CalibrationError,
    double? ScoreGap
)
{
    /// <summary>95 % interval of <see cref="ScoreGap"/>; <see langword="null"/> with fewer than two rows.</summary>
    public Interval? ScoreGapInterval { get; init; }

    /// <summary>Rows of the group that have a prediction.</summary>
    public long Count => Selection.Trials;

    /// <summary>Rows of the group that have a prediction and a label.</summary>
    public long Labelled => TruePositive.Trials + FalsePositive.Trials;
}
