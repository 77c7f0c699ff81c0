using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>Rows whose scores lie in one tenth of [0, 1].</summary>
/// <param name="Lower">Lower end, included.</param>
/// <param name="Upper">Upper end, excluded except in the last bin.</param>
/// <param name="MeanScore">Mean score of its rows; <see langword="null"/> without rows.</param>
/// <param name="Positives">Positives among its rows.</param>
public sealed record ReliabilityBin(double Lower, double Upper, double? MeanScore, Proportion Positives);

/// <summary>Calibration error that a perfectly calibrated model of the same scores would show by chance.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="High">Its 95 % point: an error above it is more than chance.</param>
public sealed record CalibrationByChance(double Mean, double High);
