using Governance.Analytics.Statistics;

namespace Governance.Analytics.Experiments;

/// <summary>
/// A test of the challenger alone that may be looked at after every batch: is its mean above a bound, whatever the champion's is? A wager
/// against "the mean is at most the bound", as <see cref="AnytimeTest"/> wagers against a difference.
/// </summary>
/// <remarks>
/// With θ above the bound b chosen before the batch, the batch multiplies the capital by (θ/b)^S·((1−θ)/(1−b))^(n−S). The factor of a value
/// x between 0 and 1 is convex in x, so that its expectation is at most m·θ/b + (1−m)·(1−θ)/(1−b), which is at most 1 for every mean m up
/// to b. Half of the stake lies on θ = b + 0.01, 0.03, 0.1 and 0.3 in equal parts, the other half on the mean of earlier batches. By
/// J. Ville's inequality (1939) the capital ever reaches 1/α with probability at most α while the mean is at most b.
/// </remarks>
public static class BoundTest
{
    // The bound weighs as much as so many observations in what is learned.
    private const double Weight = 20;
    private const double Edge = 1e-4;
    private const double Learned = 0.5;
    private const double MaxLog = 690;
    private const int Halvings = 34;

    private static readonly double[] s_sizes = [0.01, 0.03, 0.1, 0.3];

    /// <summary>Evaluates the challenger of all batches in their order.</summary>
    /// <param name="batches">Batches on the scale 0 to 1, more is worse.</param>
    /// <param name="bound">The largest mean that is allowed, on that scale. Range: (0, 1).</param>
    /// <param name="alpha">Probability that the answer is ever yes although the mean is at most the bound. Range: (0, 1).</param>
    /// <param name="interval">Whether to look for the interval too, which takes some seventy times as long.</param>
    /// <returns>Where it stands. Difference and interval are those of the mean less the bound.</returns>
    public static AnytimeResult Evaluate(IReadOnlyList<ArmBatch> batches, double bound, double alpha, bool interval = true)
    {
        ArgumentNullException.ThrowIfNull(batches);
        (long Count, double Sum)[] seen = [.. batches.Select(b => (b.ChallengerCount, b.ChallengerSum))];
        var stop = Math.Log(1 / alpha);
        var (log, crossed) = Capital(seen, bound, stop);
        var (count, e) = (seen.Sum(b => b.Count), Math.Exp(Math.Min(log, MaxLog)));
        if (count == 0)
        {
            return new AnytimeResult(null, null, e, crossed);
        }
        var mean = seen.Sum(b => b.Sum) / count;
        if (!interval)
        {
            return new AnytimeResult(mean - bound, null, e, crossed);
        }
        (long Count, double Sum)[] turned = [.. seen.Select(b => (b.Count, b.Count - b.Sum))];
        return new AnytimeResult(
            mean - bound,
            new Interval(Lowest(seen, mean, stop) - bound, 1 - Lowest(turned, 1 - mean, stop) - bound),
            e,
            crossed
        );
    }

    // The largest bound that the capital speaks against; the truth lies above it.
    private static double Lowest((long Count, double Sum)[] batches, double mean, double stop)
    {
        var (low, high) = (0.0, mean);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Capital(batches, middle, stop).CrossedAt is null ? (low, middle) : (middle, high);
        }
        return low;
    }

    private static (double Log, int? CrossedAt) Capital((long Count, double Sum)[] batches, double limit, double stop)
    {
        var bound = Within(limit);
        var (count, sum) = (Weight, Weight * bound);
        Span<double> logs = stackalloc double[s_sizes.Length + 1];
        logs.Clear();
        var most = 0.0;
        for (var i = 0; i < batches.Length; i++)
        {
            for (var k = 0; k < logs.Length; k++)
            {
                logs[k] += Bet(batches[i], bound, Within(k < s_sizes.Length ? bound + s_sizes[k] : sum / count));
            }
            (count, sum) = (count + batches[i].Count, sum + batches[i].Sum);
            var log = AnytimeTest.Mixed(logs, Learned);
            most = Math.Max(most, log);
            if (log >= stop)
            {
                return (most, i);
            }
        }
        return (most, null);
    }

    // Nothing is bet on what the bound allows.
    internal static double Bet((long Count, double Sum) batch, double bound, double mean) =>
        mean <= bound || batch.Count == 0
            ? 0
            : (batch.Sum * Math.Log(mean / bound)) + ((batch.Count - batch.Sum) * Math.Log((1 - mean) / (1 - bound)));

    private static double Within(double mean) => Math.Clamp(mean, Edge, 1 - Edge);
}
