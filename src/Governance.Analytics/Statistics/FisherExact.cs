using MathNet.Numerics;

namespace Governance.Analytics.Statistics;

/// <summary>Fisher's exact test of two proportions.</summary>
public static class FisherExact
{
    /// <summary>Tables with more rows than this are left to the z test, which is as good there.</summary>
    public const long MaxRows = 100_000;

    /// <summary>Two-sided p-value: all tables with the same margins that are no likelier than the one seen.</summary>
    /// <remarks>
    /// Source: R. A. Fisher, J. R. Statist. Soc. 85 (1922) 87–94. Probabilities within 10⁻⁷ of the one seen count as equal to it.
    /// </remarks>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <returns>Probability in (0, 1]; <see langword="null"/> when either has no trials or both together more than
    /// <see cref="MaxRows"/>.</returns>
    public static double? PValue(Proportion a, Proportion b)
    {
        var total = a.Trials + b.Trials;
        if (a.Trials == 0 || b.Trials == 0 || total > MaxRows)
        {
            return null;
        }
        var successes = a.Successes + b.Successes;
        var low = Math.Max(0, successes - b.Trials);
        var high = Math.Min(successes, a.Trials);
        var whole = LogChoose(total, successes);
        var seen = Log(a.Successes);
        var p = 0.0;
        for (var k = low; k <= high; k++)
        {
            var log = Log(k);
            if (log <= seen + 1e-7)
            {
                p += Math.Exp(log);
            }
        }
        return Math.Min(1, p);

        double Log(long k) => LogChoose(a.Trials, k) + LogChoose(b.Trials, successes - k) - whole;
    }

    private static double LogChoose(long n, long k) =>
        SpecialFunctions.GammaLn(n + 1.0) - SpecialFunctions.GammaLn(k + 1.0) - SpecialFunctions.GammaLn(n - k + 1.0);
}
