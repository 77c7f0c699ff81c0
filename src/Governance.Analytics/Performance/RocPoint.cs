namespace Governance.Analytics.Performance;

/// <summary>A point of a ROC curve.</summary>
/// <param name="Threshold">Rows of at least this score are taken for positive; <see langword="null"/> above the highest score.</param>
/// <param name="FalsePositiveRate">Share of the negatives among them.</param>
/// <param name="TruePositiveRate">Share of the positives among them.</param>
public sealed record RocPoint(double? Threshold, double FalsePositiveRate, double TruePositiveRate);
