namespace Governance.Analytics.Experiments;

/// <summary>What a batch of an experiment saw of a metric in both arms: observations and their sums, on the scale 0 to 1.</summary>
/// <param name="ChampionCount">Observations of the champion.</param>
/// <param name="ChampionSum">Their sum; 0 to <paramref name="ChampionCount"/>.</param>
/// <param name="ChallengerCount">Observations of the challenger.</param>
/// <param name="ChallengerSum">Their sum; 0 to <paramref name="ChallengerCount"/>.</param>
/// <param name="Both">
/// Where both arms scored the same rows and each is a yes or a no: rows on which both are a yes. <see langword="null"/> for arms of
/// different rows.
/// </param>
public readonly record struct ArmBatch(
    long ChampionCount,
    double ChampionSum,
    long ChallengerCount,
    double ChallengerSum,
    long? Both = null
)
{
    /// <summary>The batch on the scale 0 to 1, and turned round where less is better: then more is better.</summary>
    /// <param name="low">Least value of an observation.</param>
    /// <param name="high">Largest value; above <paramref name="low"/>.</param>
    /// <param name="turn">Whether less is better.</param>
    /// <returns>The batch.</returns>
    public ArmBatch Scaled(double low, double high, bool turn)
    {
        var range = high - low;
        var scaled = this with
        {
            ChampionSum = Math.Clamp((ChampionSum - (ChampionCount * low)) / range, 0, ChampionCount),
            ChallengerSum = Math.Clamp((ChallengerSum - (ChallengerCount * low)) / range, 0, ChallengerCount),
        };
        return turn ? scaled.Turned() : scaled;
    }

    /// <summary>One minus each observation.</summary>
    /// <returns>The batch.</returns>
    internal ArmBatch Turned() =>
        this with
        {
            ChampionSum = ChampionCount - ChampionSum,
            ChallengerSum = ChallengerCount - ChallengerSum,
            Both = Both is { } both ? ChampionCount - (long)Math.Round(ChampionSum + ChallengerSum) + both : null,
        };
}
