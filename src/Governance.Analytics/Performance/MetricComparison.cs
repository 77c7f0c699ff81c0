using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>One metric of a window against its reference.</summary>
/// <param name="Metric">JSON name of the metric.</param>
/// <param name="Worsening">How much worse the window is, absolute; negative when it is better.</param>
/// <param name="Interval">95 % interval of the worsening; <see langword="null"/> where none is defined.</param>
/// <param name="PValue">Two-proportion z test; <see langword="null"/> unless the metric is a proportion.</param>
/// <param name="Verdict">What is said about it.</param>
public sealed record MetricComparison(string Metric, double? Worsening, Interval? Interval, double? PValue, MetricVerdict Verdict);
