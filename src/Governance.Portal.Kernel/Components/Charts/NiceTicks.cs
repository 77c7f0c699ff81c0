namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>Round numbers on an axis: steps of 1, 2 or 5 and a power of ten.</summary>
public static class NiceTicks
{
    /// <summary>Ticks from at or below the lowest value to at or above the highest.</summary>
    /// <param name="low">The lowest value shown.</param>
    /// <param name="high">The highest value shown.</param>
    /// <param name="steps">About how many steps.</param>
    public static IReadOnlyList<double> Of(double low, double high, int steps = 4)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || high <= low)
        {
            return [0, 1];
        }

        var step = Step((high - low) / Math.Max(1, steps));
        var first = Math.Floor((low / step) + 1e-9);
        var last = Math.Ceiling((high / step) - 1e-9);
        // Counted, not added up: 0.1 + 0.2 is no 0.3.
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => Math.Round((first + i) * step, 10))];
    }

    private static double Step(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var share = rough / power;
        return power
            * (
                share < 1.5 ? 1
                : share < 3.5 ? 2
                : share < 7 ? 5
                : 10
            );
    }
}
