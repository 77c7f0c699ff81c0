namespace Governance.Analytics.Experiments;

/// <summary>What earlier batches say of both arms: bets on the next one may use nothing else.</summary>
internal sealed class LearnedArms(double baseline)
{
    // The baseline weighs as much as so many observations.
    private const double Weight = 20;
    private const double Edge = 1e-4;

    private double _championCount = Weight;
    private double _championSum = Weight * Within(baseline);
    private double _challengerCount = Weight;
    private double _challengerSum = Weight * Within(baseline);
    private double _pairs = Weight;
    private double _net;
    private double _differing = Weight * 0.1;

    public void Add(ArmBatch batch)
    {
        _championCount += batch.ChampionCount;
        _championSum += batch.ChampionSum;
        _challengerCount += batch.ChallengerCount;
        _challengerSum += batch.ChallengerSum;
        if (batch.Both is { } both)
        {
            _pairs += batch.ChampionCount;
            _net += batch.ChallengerSum - batch.ChampionSum;
            _differing += batch.ChallengerSum + batch.ChampionSum - (2 * both);
        }
    }

    /// <summary>Means that are bet on: an effect beyond the limit, or both as they were.</summary>
    public (double Champion, double Challenger) Guess(double limit, double? effect)
    {
        var champion = Within(_championSum / _championCount);
        return (champion, effect is { } size ? Within(champion + limit + size) : Within(_challengerSum / _challengerCount));
    }

    /// <summary>
    /// Part of the capital that is bet on each row of a pair: of the size that lets it grow fastest, (mean − limit)/(variance + (mean −
    /// limit)²); never so much that a row can cost more than half.
    /// </summary>
    public double Stake(double limit, double? effect)
    {
        var mean = _net / _pairs;
        var variance = Math.Max((_differing / _pairs) - (mean * mean), Edge);
        var beyond = effect ?? (mean - limit);
        return Math.Clamp(beyond / (variance + (beyond * beyond)), 0, 0.5 / (1 + Math.Max(limit, 0)));
    }

    private static double Within(double mean) => Math.Clamp(mean, Edge, 1 - Edge);
}
