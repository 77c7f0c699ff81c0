namespace Governance.Analytics.Experiments;

/// <summary>
/// What a test that may be looked at any time asks: is the challenger better (or worse) than the champion by more than a limit?
/// </summary>
/// <param name="Baseline">The champion's mean, as expected, on the scale 0 to 1. A wrong one costs power, never errors.</param>
/// <param name="Limit">The difference challenger − champion up to which the answer is no. Range: [−1, 1].</param>
/// <param name="Alpha">Probability that the answer is ever yes although it is no. Range: (0, 1).</param>
/// <param name="Effect">
/// How far beyond the limit the difference is expected, which is bet on; <see langword="null"/> for several sizes at once, as a guardrail
/// does that expects none.
/// </param>
public sealed record AnytimePlan(double Baseline, double Limit, double Alpha, double? Effect)
{
    private static readonly double[] s_sizes = [0.01, 0.03, 0.1, 0.3];

    /// <summary>Sizes that are bet on.</summary>
    internal IReadOnlyList<double> Effects => Effect is { } one ? [one] : s_sizes;

    /// <summary>Part of the stake that bets on what earlier batches teach.</summary>
    internal double LearnedStake => Effect is null ? 0.5 : 0.2;
}
