using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>
/// Reliability of scores as probabilities, over the ten equal-width bins of <see cref="ProbabilityMetrics.CalibrationError"/>.
/// </summary>
public static class Calibration
{
    private const int Bins = ProbabilityMetrics.CalibrationBins;
    private const int Simulations = 500;
    private const int Seed = 20_260_102;

    /// <summary>The reliability table.</summary>
    /// <param name="scores">Probabilities of the positive class, in [0, 1].</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <returns>Ten bins, empty ones included.</returns>
    public static IReadOnlyList<ReliabilityBin> Reliability(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, scores.Length);
        var sums = new Compensated[Bins];
        var (counts, positives) = (new long[Bins], new long[Bins]);
        for (var i = 0; i < scores.Length; i++)
        {
            var bin = BinOf(scores[i]);
            sums[bin].Add(scores[i]);
            counts[bin]++;
            positives[bin] += labels[i] ? 1 : 0;
        }
        return
        [
            .. Enumerable
                .Range(0, Bins)
                .Select(b => new ReliabilityBin(
                    (double)b / Bins,
                    (b + 1.0) / Bins,
                    counts[b] == 0 ? null : sums[b].Total / counts[b],
                    new Proportion(positives[b], counts[b])
                )),
        ];
    }

    /// <summary>Maximum calibration error.</summary>
    /// <remarks>
    /// max over non-empty bins of |mean score − share of positives|. Range: [0, 1]. Ruled by the emptiest bin: read it with its interval.
    /// </remarks>
    /// <param name="reliability">The reliability table.</param>
    /// <returns>The error; <see langword="null"/> without rows.</returns>
    public static double? MaximumError(IEnumerable<ReliabilityBin> reliability) =>
        reliability
            .Where(b => b.MeanScore is not null)
            .Select(b => (double?)Math.Abs(b.MeanScore!.Value - b.Positives.Value!.Value))
            .DefaultIfEmpty(null)
            .Max();

    /// <summary>
    /// What the expected calibration error would be by chance alone, were the scores right: labels drawn from the scores, fixed seed.
    /// </summary>
    /// <remarks>
    /// Σ(s − y) of a bin is drawn as a normal variable of variance Σ s(1 − s), from 20 rows a bin on; below, row by row.
    /// Source of the idea: J. Bröcker, L. A. Smith, Weather Forecast. 22 (2007) 651–661.
    /// </remarks>
    /// <param name="scores">Probabilities of the positive class, in [0, 1].</param>
    /// <returns>Mean and 95 % point; <see langword="null"/> without rows.</returns>
    public static CalibrationByChance? ErrorByChance(ReadOnlySpan<double> scores)
    {
        const int Enough = 20;
        if (scores.IsEmpty)
        {
            return null;
        }
        var variances = new double[Bins];
        var rows = Enumerable.Range(0, Bins).Select(_ => new List<double>(Enough)).ToArray();
        var counts = new long[Bins];
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        foreach (var score in sorted)
        {
            var bin = BinOf(score);
            variances[bin] += score * (1 - score);
            if (++counts[bin] <= Enough)
            {
                rows[bin].Add(score);
            }
        }
        var random = new Random(Seed);
        var errors = new double[Simulations];
        for (var run = 0; run < Simulations; run++)
        {
            for (var b = 0; b < Bins; b++)
            {
                var gap = 0.0;
                if (counts[b] >= Enough)
                {
                    gap = Math.Sqrt(variances[b]) * Normal(random);
                }
                else
                {
                    foreach (var score in rows[b])
                    {
                        gap += score - (random.NextDouble() < score ? 1 : 0);
                    }
                }
                errors[run] += Math.Abs(gap) / scores.Length;
            }
        }
        Array.Sort(errors);
        return new CalibrationByChance(errors.Average(), Quantiles.Linear(errors, 0.95));
    }

    private static int BinOf(double score) => Math.Clamp((int)(Bins * score), 0, Bins - 1);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
