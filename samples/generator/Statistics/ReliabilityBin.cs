namespace Governance.Samples.Statistics;

/// <summary>Rows whose scores lie in one tenth of 0 to 1.</summary>
/// <param name="Bin">Which tenth, from 0.</param>
/// <param name="Rows">How many.</param>
/// <param name="MeanScore">Their mean score.</param>
/// <param name="Positives">Share of positives among them.</param>
internal sealed record ReliabilityBin(int Bin, long Rows, double MeanScore, Interval Positives);
