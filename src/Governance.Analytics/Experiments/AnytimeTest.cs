using Governance.Analytics.Statistics;

namespace Governance.Analytics.Experiments;

/// <summary>
/// A test of two arms that may be looked at after every batch, and stopped whenever one likes. Its result is a wager against "the
/// difference is at most the limit": capital that this lets grow twentyfold only once in twenty experiments, however often one looks.
/// </summary>
/// <remarks>
/// <para>
/// Arms of different rows: with θ chosen before the batch and θ° the nearest pair (weighted Kullback–Leibler) that the limit allows, the
/// batch multiplies the capital by Π (θ_g/θ°_g)^S_g·((1−θ_g)/(1−θ°_g))^(n_g−S_g). Its expectation is at most 1 for every pair of means that
/// the limit allows, since log x ≤ x − 1 and θ° is a minimum over a convex set; for values between 0 and 1 as well as for 0 and 1, since
/// the factor is convex in the value. Source: R. J. Turner, A. Ly, P. D. Grünwald, J. Statist. Plann. Inference 230 (2024) 106116, and
/// R. J. Turner, P. D. Grünwald, Statist. Probab. Lett. 198 (2023) 109835.
/// </para>
/// <para>
/// The same rows in both arms: each row multiplies it by 1 + λ·(difference − limit). Source: I. Waudby-Smith, A. Ramdas, J. R. Statist.
/// Soc. B 86 (2024) 1–27.
/// </para>
/// <para>
/// Four fifths of the stake bet on the planned effect (half of it on several where none is planned), the rest on what was learned from
/// earlier batches. By J. Ville's inequality (1939) the
/// capital ever reaches 1/α with probability at most α. The interval holds the limits at which it has not.
/// </para>
/// </remarks>
public static class AnytimeTest
{
    private const double MaxLog = 690;
    private const int Halvings = 34;

    /// <summary>Evaluates all batches of an experiment in their order.</summary>
    /// <param name="batches">Batches on the scale 0 to 1, more is better. Either all have pairs or none has.</param>
    /// <param name="plan">What is asked.</param>
    /// <param name="interval">
    /// Whether to look for the interval too, which takes some seventy times as long: what only has to know whether the answer is yes does
    /// without it.
    /// </param>
    /// <returns>Where it stands.</returns>
    public static AnytimeResult Evaluate(IReadOnlyList<ArmBatch> batches, AnytimePlan plan, bool interval = true)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(plan);
        var bound = Math.Log(1 / plan.Alpha);
        var (log, crossed) = Capital(batches, plan, plan.Limit, bound);
        var (championCount, challengerCount) = (batches.Sum(b => b.ChampionCount), batches.Sum(b => b.ChallengerCount));
        var e = Math.Exp(Math.Min(log, MaxLog));
        if (championCount == 0 || challengerCount == 0)
        {
            return new AnytimeResult(null, null, e, crossed);
        }
        var difference = (batches.Sum(b => b.ChallengerSum) / challengerCount) - (batches.Sum(b => b.ChampionSum) / championCount);
        if (!interval)
        {
            return new AnytimeResult(difference, null, e, crossed);
        }
        ArmBatch[] turned = [.. batches.Select(b => b.Turned())];
        var low = Lowest(batches, plan, difference, bound);
        var high = -Lowest(turned, plan with { Baseline = 1 - plan.Baseline }, -difference, bound);
        return new AnytimeResult(difference, new Interval(low, high), e, crossed);
    }

    /// <summary>Whether the capital ever passes 1/α, without the interval.</summary>
    internal static bool Crosses(IReadOnlyList<ArmBatch> batches, AnytimePlan plan) =>
        Capital(batches, plan, plan.Limit, Math.Log(1 / plan.Alpha)).CrossedAt is not null;

    // The largest limit that the capital speaks against; the truth lies above it.
    private static double Lowest(IReadOnlyList<ArmBatch> batches, AnytimePlan plan, double difference, double bound)
    {
        var (low, high) = (-1.0, difference);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Capital(batches, plan, middle, bound).CrossedAt is null ? (low, middle) : (middle, high);
        }
        return low;
    }

    private static (double Log, int? CrossedAt) Capital(IReadOnlyList<ArmBatch> batches, AnytimePlan plan, double limit, double bound)
    {
        var learned = new LearnedArms(plan.Baseline);
        var effects = plan.Effects;
        Span<double> logs = stackalloc double[effects.Count + 1];
        logs.Clear();
        var most = 0.0;
        for (var i = 0; i < batches.Count; i++)
        {
            var batch = batches[i];
            for (var k = 0; k < logs.Length; k++)
            {
                double? effect = k < effects.Count ? effects[k] : null;
                logs[k] += batch.Both is { } both
                    ? PairBet.Log(batch, both, limit, learned.Stake(limit, effect))
                    : ArmBet.Log(batch, limit, learned.Guess(limit, effect));
            }
            learned.Add(batch);
            var log = Mixed(logs, plan.LearnedStake);
            most = Math.Max(most, log);
            if (log >= bound)
            {
                return (most, i);
            }
        }
        return (most, null);
    }

    // A part of the stake lies on what is learned, the rest on the effects in equal parts.
    internal static double Mixed(ReadOnlySpan<double> logs, double learned)
    {
        var largest = logs[0];
        foreach (var log in logs)
        {
            largest = Math.Max(largest, log);
        }
        var sum = learned * Math.Exp(logs[^1] - largest);
        foreach (var log in logs[..^1])
        {
            sum += (1 - learned) * Math.Exp(log - largest) / (logs.Length - 1);
        }
        return largest + Math.Log(sum);
    }
}
