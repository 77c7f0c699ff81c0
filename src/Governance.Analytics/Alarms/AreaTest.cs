using Governance.Analytics.Performance;
using MathNet.Numerics;

namespace Governance.Analytics.Alarms;

/// <summary>Compares the areas under two ROC curves of different rows.</summary>
public static class AreaTest
{
    /// <summary>Two-sided p-value of equal areas.</summary>
    /// <remarks>
    /// z = (a − b) / √(s_a² + s_b²) with DeLong's standard errors (E. R. DeLong et al., Biometrics 44 (1988) 837–845), taken as normal;
    /// an error of 0 is replaced by that of <see cref="RankingMetrics.AucInterval"/>.
    /// </remarks>
    /// <param name="before">The one.</param>
    /// <param name="now">The other.</param>
    /// <returns>Probability in [0, 1]; 1 when either area or error is undefined.</returns>
    public static double PValue(PerformanceResult before, PerformanceResult now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        return
            (before.Auc, RankingMetrics.AucError(before)) is ({ } a, { } sa) && (now.Auc, RankingMetrics.AucError(now)) is ({ } b, { } sb)
            ? SpecialFunctions.Erfc(Math.Abs(a - b) / Math.Sqrt(2 * ((sa * sa) + (sb * sb))))
            : 1;
    }
}
