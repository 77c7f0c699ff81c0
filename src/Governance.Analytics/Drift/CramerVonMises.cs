using MathNet.Numerics;

namespace Governance.Analytics.Drift;

/// <summary>p-value of the two-sample Cramér–von Mises test.</summary>
public static class CramerVonMises
{
    private const int MaxTerms = 500;

    /// <summary>Upper tail by Anderson's correction of the limiting distribution. Meaningful without ties only.</summary>
    /// <remarks>
    /// <para>tₙ = 1/6 + (T − (1 + 1/N)/6) / √(45·V), V = (N+1)(4nmN − 3(n² + m²) − 2nm) / (45·N²·4nm). Limiting distribution:
    /// Σₖ Γ(k+½)/(k!·π^{3/2}·√x)·√(4k+1)·e^{−q}·K_{¼}(q), q = (4k+1)²/(16x).</para>
    /// <para>Sources: T. W. Anderson, Ann. Math. Statist. 33 (1962) 1148–1159; S. Csörgő, J. J. Faraway, J. R. Statist. Soc. B 58 (1996)
    /// 221–234.</para>
    /// </remarks>
    /// <param name="statistic">T as in <see cref="TwoSampleStatistics.CramerVonMises"/>.</param>
    /// <param name="n">Size of the reference; positive.</param>
    /// <param name="m">Size of the current sample; positive.</param>
    /// <returns>Probability in [0, 1].</returns>
    public static double PValue(double statistic, long n, long m)
    {
        double a = n;
        double b = m;
        var total = a + b;
        var mean = (1 + (1 / total)) / 6;
        var variance = (total + 1) * ((4 * a * b * total) - (3 * ((a * a) + (b * b))) - (2 * a * b)) / (45 * total * total * 4 * a * b);
        if (variance <= 0)
        {
            return 1;
        }
        var t = (1.0 / 6) + ((statistic - mean) / Math.Sqrt(45 * variance));
        // Below this the distribution function is under 1e-12.
        return t < 0.003 ? 1 : Math.Clamp(1 - Limiting(t), 0, 1);
    }

    private static double Limiting(double x)
    {
        var sum = 0.0;
        for (var k = 0; k < MaxTerms; k++)
        {
            var y = (4.0 * k) + 1;
            var q = y * y / (16 * x);
            var u =
                Math.Exp(SpecialFunctions.GammaLn(k + 0.5) - SpecialFunctions.GammaLn(k + 1.0)) / (Math.Pow(Math.PI, 1.5) * Math.Sqrt(x));
            var term = u * Math.Sqrt(y) * Math.Exp(-2 * q) * SpecialFunctions.BesselKScaled(0.25, q);
            sum += term;
            if (term < 1e-16)
            {
                break;
            }
        }
        return sum;
    }
}
