namespace Governance.Domain.Experiments;

/// <summary>What a batch saw of one metric in both arms.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="ChampionCount">Observations of the champion.</param>
/// <param name="ChampionSum">Their sum.</param>
/// <param name="ChallengerCount">Observations of the challenger.</param>
/// <param name="ChallengerSum">Their sum.</param>
/// <param name="Both">In shadow: rows on which both are a yes.</param>
public sealed record ExperimentFigure(
    string Metric,
    long ChampionCount,
    double ChampionSum,
    long ChallengerCount,
    double ChallengerSum,
    long? Both = null
)
{
    private const long MostRows = 1_000_000_000;

    /// <summary>Whether these numbers can be seen of a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="paired">Whether both arms score the same rows.</param>
    public bool Fits(ExperimentMetric metric, bool paired)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return IsSum(ChampionCount, ChampionSum, metric)
            && IsSum(ChallengerCount, ChallengerSum, metric)
            && (paired ? IsPaired(metric) : Both is null);
    }

    private static bool IsSum(long count, double sum, ExperimentMetric metric)
    {
        var slack = 1e-9 * Math.Max(1, count * Math.Max(Math.Abs(metric.Low), Math.Abs(metric.High)));
        return count is >= 0 and <= MostRows && sum >= (count * metric.Low) - slack && sum <= (count * metric.High) + slack;
    }

    private bool IsPaired(ExperimentMetric metric) =>
        metric is { Low: 0, High: 1 }
        && ChampionCount == ChallengerCount
        && ChampionSum == Math.Floor(ChampionSum)
        && ChallengerSum == Math.Floor(ChallengerSum)
        && Both >= Math.Max(0, ChampionSum + ChallengerSum - ChampionCount)
        && Both <= Math.Min(ChampionSum, ChallengerSum);
}
