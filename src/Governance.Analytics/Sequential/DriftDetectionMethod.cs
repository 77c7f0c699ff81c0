namespace Governance.Analytics.Sequential;

/// <summary>What a detector says after a value.</summary>
public enum SequentialSignal
{
    /// <summary>Nothing unusual.</summary>
    Stable,

    /// <summary>Worth watching.</summary>
    Warning,

    /// <summary>A change.</summary>
    Drift,
}

/// <summary>All a <see cref="DriftDetectionMethod"/> remembers.</summary>
/// <param name="Count">Decisions since the last alarm.</param>
/// <param name="Errors">Wrong ones among them.</param>
/// <param name="BestRate">Error rate where rate + deviation was smallest.</param>
/// <param name="BestDeviation">Standard deviation there; infinite, written as <see langword="null"/>, before the warm-up ends.</param>
public sealed record DriftDetectionState(long Count, long Errors, double BestRate, double? BestDeviation)
{
    /// <summary>Nothing seen yet.</summary>
    public static DriftDetectionState Empty { get; } = new(0, 0, 0, null);
}

/// <summary>
/// Drift detection method: notices that a model errs more often than at its best. Needs labels; sees a rising error rate only.
/// </summary>
/// <remarks>
/// p error rate of i decisions, s = √(p(1 − p)/i); the smallest p + s is kept. Warning above p_min + 2·s_min, drift above p_min + 3·s_min,
/// then it starts again. Source: J. Gama et al., SBIA 2004, LNCS 3171, 286–295.
/// </remarks>
/// <param name="warmUp">Decisions before the first signal; positive.</param>
/// <param name="state">Where to go on; <see langword="null"/> to begin.</param>
public sealed class DriftDetectionMethod(int warmUp = 30, DriftDetectionState? state = null)
{
    private const double WarningDeviations = 2;
    private const double DriftDeviations = 3;

    /// <summary>All it remembers.</summary>
    public DriftDetectionState State { get; private set; } = state ?? DriftDetectionState.Empty;

    /// <summary>Takes one decision.</summary>
    /// <param name="isError">Whether it was wrong.</param>
    /// <returns>What it says.</returns>
    public SequentialSignal Update(bool isError)
    {
        var count = State.Count + 1;
        var errors = State.Errors + (isError ? 1 : 0);
        var rate = (double)errors / count;
        var deviation = Math.Sqrt(rate * (1 - rate) / count);
        State = State with { Count = count, Errors = errors };
        if (count < warmUp)
        {
            return SequentialSignal.Stable;
        }
        if (State.BestDeviation is not { } best || rate + deviation <= State.BestRate + best)
        {
            State = State with { BestRate = rate, BestDeviation = deviation };
            return SequentialSignal.Stable;
        }
        if (rate + deviation > State.BestRate + (DriftDeviations * best))
        {
            State = DriftDetectionState.Empty;
            return SequentialSignal.Drift;
        }
        return rate + deviation > State.BestRate + (WarningDeviations * best) ? SequentialSignal.Warning : SequentialSignal.Stable;
    }
}
