namespace Governance.Analytics.Drift;

/// <summary>Result of the two-sample Kolmogorov–Smirnov test.</summary>
/// <param name="Statistic">D in [0, 1].</param>
/// <param name="PValue">Probability of at least this D when both samples come from one continuous distribution; with ties an upper
/// bound.</param>
/// <param name="Method"><c>exact</c> or <c>asymptotic</c>.</param>
public sealed record KolmogorovSmirnovResult(double Statistic, double PValue, string Method);

/// <summary>p-values of the two-sided two-sample Kolmogorov–Smirnov test.</summary>
public static class KolmogorovSmirnov
{
    /// <summary>Largest n · m for which lattice paths are counted.</summary>
    public const long ExactUpTo = 1_000_000;

    /// <summary>The test on D as a whole number: exact when n · m ≤ <see cref="ExactUpTo"/>, else asymptotic.</summary>
    /// <param name="numerator">D · n · m; 0..n·m.</param>
    /// <param name="n">Size of the reference; positive.</param>
    /// <param name="m">Size of the current sample; positive.</param>
    /// <returns>Statistic, p-value and the name of the method.</returns>
    public static KolmogorovSmirnovResult Test(long numerator, long n, long m)
    {
        var d = numerator / (double)(n * m);
        return n * m <= ExactUpTo
            ? new KolmogorovSmirnovResult(d, Exact(numerator, (int)n, (int)m), "exact")
            : new KolmogorovSmirnovResult(d, Asymptotic(d * Math.Sqrt((double)n * m / (n + m))), "asymptotic");
    }

    /// <summary>Share of lattice paths from (0, 0) to (n, m) that reach |i·m − j·n| ≥ numerator.</summary>
    /// <remarks>
    /// Computed forward as a probability: u(i, j) = i/(i+j)·u(i−1, j) + j/(i+j)·u(i, j−1), and 1 where the bound is reached. All terms are
    /// positive, so small p-values keep their digits. Source: J. L. Hodges, Ark. Mat. 3 (1958) 469–486.
    /// </remarks>
    /// <param name="numerator">D · n · m; 0..n·m.</param>
    /// <param name="n">Size of one sample; positive.</param>
    /// <param name="m">Size of the other; positive.</param>
    /// <returns>Probability in [0, 1].</returns>
    public static double Exact(long numerator, int n, int m)
    {
        if (numerator <= 0)
        {
            return 1;
        }
        var u = new double[m + 1];
        for (var i = 0; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                if (Math.Abs(((long)i * m) - ((long)j * n)) >= numerator)
                {
                    u[j] = 1;
                }
                else if (i == 0)
                {
                    u[j] = j == 0 ? 0 : u[j - 1];
                }
                else if (j > 0)
                {
                    u[j] = ((u[j] * i) + (u[j - 1] * j)) / (i + j);
                }
            }
        }
        return Math.Clamp(u[m], 0, 1);
    }

    /// <summary>Kolmogorov's limiting distribution, upper tail.</summary>
    /// <remarks>
    /// 2·Σₖ (−1)^(k−1)·e^(−2k²L²); below L = 1 its theta-function twin 1 − √(2π)/L·Σ e^(−(2k−1)²π²/(8L²)), which converges there.
    /// Source: A. N. Kolmogorov, G. Ist. Ital. Attuari 4 (1933) 83–91.
    /// </remarks>
    /// <param name="lambda">√(nm/(n+m)) · D; at least 0.</param>
    /// <returns>Probability in [0, 1].</returns>
    public static double Asymptotic(double lambda)
    {
        if (lambda <= 0)
        {
            return 1;
        }
        var sum = 0.0;
        if (lambda < 1)
        {
            for (var k = 1; k <= 19; k += 2)
            {
                sum += Math.Exp(-(k * k) * (Math.PI * Math.PI) / (8 * lambda * lambda));
            }
            return Math.Clamp(1 - (Math.Sqrt(2 * Math.PI) / lambda * sum), 0, 1);
        }
        for (var k = 1; k <= 20; k++)
        {
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * lambda * lambda);
        }
        return Math.Clamp(sum, 0, 1);
    }
}
