namespace Governance.Analytics.Experiments;

/// <summary>What a batch of rows that both arms scored does to the capital (<see cref="AnytimeTest"/>).</summary>
internal static class PairBet
{
    public static double Log(ArmBatch batch, long both, double limit, double stake)
    {
        var (gained, lost) = (batch.ChallengerSum - both, batch.ChampionSum - both);
        var equal = batch.ChampionCount - gained - lost;
        return (gained * Math.Log(1 + (stake * (1 - limit))))
            + (equal * Math.Log(1 - (stake * limit)))
            + (lost * Math.Log(1 - (stake * (1 + limit))));
    }
}
