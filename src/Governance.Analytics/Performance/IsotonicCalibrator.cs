namespace Governance.Analytics.Performance;

/// <summary>Turns scores into probabilities by a rising step function learnt from labelled rows.</summary>
/// <param name="Scores">Knots, ascending.</param>
/// <param name="Probabilities">Probability at each knot, not falling; linear between knots, constant outside.</param>
public sealed record IsotonicCalibrator(IReadOnlyList<double> Scores, IReadOnlyList<double> Probabilities)
{
    private const int Splits = 10;
    private const double TooGood = 0.999;

    /// <summary>Learns by pooling adjacent violators.</summary>
    /// <remarks>
    /// Least squares over all rising functions; equal scores count as one point of their mean. Between the ends of neighbouring blocks the
    /// function is linear, as in scikit-learn. Source: M. Ayer et al., Ann. Math. Statist. 26 (1955) 641–647.
    /// </remarks>
    /// <param name="scores">Finite scores; not empty.</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <returns>The function.</returns>
    public static IsotonicCalibrator Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, scores.Length);
        ArgumentOutOfRangeException.ThrowIfZero(scores.Length, nameof(scores));
        var keys = scores.ToArray();
        var classes = labels.ToArray();
        Array.Sort(keys, classes);
        var blocks = new List<(double First, double Last, double Sum, double Weight)>();
        for (int start = 0, end; start < keys.Length; start = end)
        {
            double positives = 0;
            for (end = start; end < keys.Length && keys[end] == keys[start]; end++)
            {
                positives += classes[end] ? 1 : 0;
            }
            blocks.Add((keys[start], keys[start], positives, end - start));
            while (blocks.Count > 1 && blocks[^2].Sum / blocks[^2].Weight >= blocks[^1].Sum / blocks[^1].Weight)
            {
                blocks[^2] = (blocks[^2].First, blocks[^1].Last, blocks[^2].Sum + blocks[^1].Sum, blocks[^2].Weight + blocks[^1].Weight);
                blocks.RemoveAt(blocks.Count - 1);
            }
        }
        var (x, y) = (new List<double>(), new List<double>());
        foreach (var block in blocks)
        {
            x.Add(block.First);
            y.Add(block.Sum / block.Weight);
            if (block.Last > block.First)
            {
                x.Add(block.Last);
                y.Add(block.Sum / block.Weight);
            }
        }
        return new IsotonicCalibrator(x, y);
    }

    /// <summary>
    /// Learns when that helps: labelled rows of both classes, AUC not above 0.999, and a lower calibration error out of sample.
    /// </summary>
    /// <param name="scores">Finite scores in [0, 1].</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <returns>The function; <see langword="null"/> when the scores are better taken as they are.</returns>
    public static IsotonicCalibrator? FitIfBetter(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var (area, _) = RankingMetrics.RocAuc(scores, labels);
        if (area is null or > TooGood)
        {
            return null;
        }
        var s = scores.ToArray();
        var y = labels.ToArray();
        // Stratified without chance: in order of score within each class, every tenth row to the same split.
        var split = new int[s.Length];
        foreach (var positive in new[] { false, true })
        {
            var rank = 0;
            foreach (var i in Enumerable.Range(0, s.Length).Where(i => y[i] == positive).OrderBy(i => s[i]))
            {
                split[i] = rank++ % Splits;
            }
        }
        var calibrated = new double[s.Length];
        for (var k = 0; k < Splits; k++)
        {
            var train = Enumerable.Range(0, s.Length).Where(i => split[i] != k).ToArray();
            if (train.Length == 0)
            {
                return null;
            }
            var model = Fit([.. train.Select(i => s[i])], [.. train.Select(i => y[i])]);
            for (var i = 0; i < s.Length; i++)
            {
                if (split[i] == k)
                {
                    calibrated[i] = model.Probability(s[i]);
                }
            }
        }
        return ProbabilityMetrics.CalibrationError(calibrated, y) < ProbabilityMetrics.CalibrationError(s, y) ? Fit(s, y) : null;
    }

    /// <summary>The probability of a score.</summary>
    /// <param name="score">A score; beyond the knots the nearest one counts.</param>
    /// <returns>Probability in [0, 1].</returns>
    public double Probability(double score)
    {
        var (low, high) = (0, Scores.Count - 1);
        if (score <= Scores[low])
        {
            return Probabilities[low];
        }
        if (score >= Scores[high])
        {
            return Probabilities[high];
        }
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (Scores[middle] <= score)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
        var t = (score - Scores[low]) / (Scores[high] - Scores[low]);
        return Probabilities[low] + (t * (Probabilities[high] - Probabilities[low]));
    }
}
