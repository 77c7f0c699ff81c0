namespace Governance.Analytics.Sequential;

/// <summary>
/// Levels of significance for a check that is repeated window after window: at 5 % a day one false alarm comes in twenty days.
/// </summary>
public static class RepeatedChecks
{
    /// <summary>
    /// Level of the k-th look such that all looks together, however many, raise a false alarm with at most the probability given.
    /// </summary>
    /// <remarks>α·6/(π²·k²): sums to α over all k ≥ 1, whatever the dependence between looks (Bonferroni over an endless series).</remarks>
    /// <param name="alpha">Probability of any false alarm ever. Range: (0, 1).</param>
    /// <param name="look">Number of the look, from 1.</param>
    /// <returns>Level of significance of this look.</returns>
    public static double LevelOfLook(double alpha, long look)
    {
        Check(alpha);
        ArgumentOutOfRangeException.ThrowIfLessThan(look, 1);
        return alpha * 6 / (Math.PI * Math.PI) / ((double)look * look);
    }

    /// <summary>Level of every look such that a stable stream raises one false alarm in so many windows on average.</summary>
    /// <remarks>
    /// 1/windows, as the run length between false alarms is geometric when looks are independent; longer when they are alike.
    /// </remarks>
    /// <param name="windows">Wanted mean number of windows between false alarms; at least 1.</param>
    /// <returns>Level of significance of each look. Range: (0, 1].</returns>
    public static double LevelForRunLength(double windows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windows, 1);
        return 1 / windows;
    }

    /// <summary>
    /// Windows in a row that have to break a bound so that a stable stream of so many windows raises a false alarm with at most a given
    /// probability.
    /// </summary>
    /// <remarks>Smallest c with windows·pᶜ ≤ α: union bound over the possible starts, windows taken as independent.</remarks>
    /// <param name="perWindow">Probability p that one window of a stable stream breaks the bound. Range: [0, 1).</param>
    /// <param name="windows">Windows of the stream; positive.</param>
    /// <param name="alpha">Probability of any false alarm. Range: (0, 1).</param>
    /// <returns>The number; at least 1.</returns>
    public static int ConsecutiveBreaches(double perWindow, long windows, double alpha)
    {
        Check(alpha);
        ArgumentOutOfRangeException.ThrowIfLessThan(windows, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(perWindow);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(perWindow, 1);
        var needed = 1;
        for (var chance = windows * perWindow; chance > alpha; needed++)
        {
            chance *= perWindow;
        }
        return needed;
    }

    private static void Check(double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(alpha, 1);
    }
}
