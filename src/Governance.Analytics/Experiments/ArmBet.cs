namespace Governance.Analytics.Experiments;

/// <summary>What a batch of two arms of different rows does to the capital (<see cref="AnytimeTest"/>).</summary>
internal static class ArmBet
{
    private const int Steps = 60;

    public static double Log(ArmBatch batch, double limit, (double Champion, double Challenger) bet)
    {
        // Nothing is bet on what the limit allows.
        if (bet.Challenger - bet.Champion <= limit)
        {
            return 0;
        }
        var champion = Nearest(batch.ChampionCount, batch.ChallengerCount, bet, limit);
        return LogOf(batch.ChampionCount, batch.ChampionSum, bet.Champion, champion)
            + LogOf(batch.ChallengerCount, batch.ChallengerSum, bet.Challenger, champion + limit);
    }

    // The champion's mean of the nearest pair on the line of the limit. What is minimised is convex, so that its slope rises.
    private static double Nearest(long championCount, long challengerCount, (double Champion, double Challenger) bet, double limit)
    {
        var (low, high) = (Math.Max(0, -limit), Math.Min(1, 1 - limit));
        var middle = (low + high) / 2;
        for (var i = 0; i < Steps && high - low > 1e-15; i++)
        {
            middle = (low + high) / 2;
            var slope = Slope(championCount, bet.Champion, middle) + Slope(challengerCount, bet.Challenger, middle + limit);
            (low, high) = slope < 0 ? (middle, high) : (low, middle);
        }
        return middle;
    }

    private static double Slope(long count, double bet, double mean) => count == 0 ? 0 : count * (mean - bet) / (mean * (1 - mean));

    private static double LogOf(long count, double sum, double bet, double allowed) =>
        count == 0 ? 0 : (sum * Math.Log(bet / allowed)) + ((count - sum) * Math.Log((1 - bet) / (1 - allowed)));
}
