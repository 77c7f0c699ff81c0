using Governance.Analytics.Performance;
using MathNet.Numerics;

namespace Governance.Analytics.Alarms;

/// <summary>Compares the areas under two ROC curves of different rows.</summary>
public static class AreaTest
{
    /// <summary>Two-sided p-value of equal areas.</summary>
    /// <remarks>
    /// z = (a − b) / √(s_a² + s_b²) with DeLong's standard errors (E. R. DeLong et al., Biometrics 44 (1988) 837–845), taken as normal.
    /// </remarks>
    /// <param name="before">The one.</param>
    /// <param name="now">The other.</param>
    /// <returns>Probability in [0, 1]; 1 when either area or error is undefined.</returns>
    public static double PValue(PerformanceResult before, PerformanceResult now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        if (before is not { Auc: { } a, AucStandardError: { } sa } || now is not { Auc: { } b, AucStandardError: { } sb })
        {
            return 1;
        }
        var variance = (sa * sa) + (sb * sb);
        return variance > 0 ? SpecialFunctions.Erfc(Math.Abs(a - b) / Math.Sqrt(2 * variance))
            : a == b ? 1
            : 0;
    }
}
