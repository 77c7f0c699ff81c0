using MathNet.Numerics;

namespace Governance.Analytics.Statistics;

/// <summary>Upper tail and quantile of the chi-squared distribution.</summary>
internal static class ChiSquaredDistribution
{
    /// <summary>P(X ≥ x).</summary>
    /// <param name="x">Range: x ≥ 0.</param>
    /// <param name="degrees">Degrees of freedom; at least 1.</param>
    public static double UpperTail(double x, int degrees)
    {
        if (x <= 0)
        {
            return 1;
        }
        var a = degrees / 2.0;
        var half = x / 2;
        return Math.Clamp(
            half < a ? 1 - SpecialFunctions.GammaLowerRegularized(a, half) : SpecialFunctions.GammaUpperRegularized(a, half),
            0,
            1
        );
    }

    /// <summary>x with P(X ≤ x) = p.</summary>
    /// <param name="p">Range: 0 &lt; p &lt; 1.</param>
    /// <param name="degrees">Degrees of freedom; at least 1.</param>
    public static double Quantile(double p, int degrees)
    {
        // Bisection on the tail above: slower than Newton's method, but never leaves the interval, also for 100,000 degrees of freedom.
        double low = 0;
        double high = degrees + (10 * Math.Sqrt(2.0 * degrees)) + 20;
        while (UpperTail(high, degrees) > 1 - p)
        {
            high *= 2;
        }
        for (var i = 0; i < 200; i++)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                break;
            }
            if (UpperTail(middle, degrees) > 1 - p)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
        return low + ((high - low) / 2);
    }
}
