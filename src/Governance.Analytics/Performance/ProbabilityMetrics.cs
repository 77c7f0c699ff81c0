using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>How well scores work as probabilities. All scores must lie in [0, 1].</summary>
public static class ProbabilityMetrics
{
    /// <summary>Number of equal-width bins of the calibration error.</summary>
    public const int CalibrationBins = 10;

    private const double LogClip = 1e-15;

    /// <summary>Brier score.</summary>
    /// <remarks>mean (s − y)². Range: [0, 1], smaller is better. Source: G. W. Brier, Mon. Weather Rev. 78 (1950) 1–3.</remarks>
    /// <param name="scores">Probabilities of the positive class.</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <returns>The score; <see langword="null"/> without rows.</returns>
    public static double? Brier(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, scores.Length);
        if (scores.IsEmpty)
        {
            return null;
        }
        var sum = default(Compensated);
        for (var i = 0; i < scores.Length; i++)
        {
            var gap = scores[i] - (labels[i] ? 1 : 0);
            sum.Add(gap * gap);
        }
        return sum.Total / scores.Length;
    }

    /// <summary>Logarithmic loss.</summary>
    /// <remarks>
    /// −mean (y·ln s + (1 − y)·ln(1 − s)), s clipped to [1e−15, 1 − 1e−15]. Unit: nats. Range: [0, 34.54], smaller is better.
    /// </remarks>
    /// <param name="scores">Probabilities of the positive class.</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <returns>The loss; <see langword="null"/> without rows.</returns>
    public static double? LogLoss(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, scores.Length);
        if (scores.IsEmpty)
        {
            return null;
        }
        var sum = default(Compensated);
        for (var i = 0; i < scores.Length; i++)
        {
            var s = Math.Clamp(scores[i], LogClip, 1 - LogClip);
            sum.Add(-Math.Log(labels[i] ? s : 1 - s));
        }
        return sum.Total / scores.Length;
    }

    /// <summary>Expected calibration error over ten equal-width bins.</summary>
    /// <remarks>
    /// Σ_b n_b/n · |mean score − share of positives|, b = min(⌊10·s⌋, 9). Range: [0, 1], smaller is better; biased upwards for few rows.
    /// Not to be confused with the variant over bins of equal counts.
    /// </remarks>
    /// <param name="scores">Probabilities of the positive class.</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <returns>The error; <see langword="null"/> without rows.</returns>
    public static double? CalibrationError(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, scores.Length);
        if (scores.IsEmpty)
        {
            return null;
        }
        var gaps = new Compensated[CalibrationBins];
        for (var i = 0; i < scores.Length; i++)
        {
            // n_b/n·|Σs/n_b − Σy/n_b| = |Σ(s − y)|/n.
            gaps[Math.Clamp((int)(10 * scores[i]), 0, CalibrationBins - 1)].Add(scores[i] - (labels[i] ? 1 : 0));
        }
        var sum = 0.0;
        foreach (var gap in gaps)
        {
            sum += Math.Abs(gap.Total);
        }
        return sum / scores.Length;
    }
}
