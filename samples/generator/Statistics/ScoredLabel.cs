namespace Governance.Samples.Statistics;

internal readonly record struct ScoredLabel(double Score, int Prediction, int Label);
