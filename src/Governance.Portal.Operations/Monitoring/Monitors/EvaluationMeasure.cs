using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>One measure of an evaluation: what <c>governance evaluate</c> found in a suite or a log.</summary>
/// <param name="Value">The measure: a share from 0 to 1, or milliseconds where the name ends in <c>Ms</c>.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="N">Cases, queries or answers it rests on.</param>
/// <param name="Better">higher or lower; without it no monitor is made.</param>
public sealed record EvaluationMeasure(double Value, double? Low = null, double? High = null, long? N = null, string? Better = null)
{
    /// <summary>How much worse than the first one a share may become.</summary>
    public const double Tolerance = 0.05;

    /// <summary>How many times as long as at first something may take.</summary>
    public const double Slower = 1.5;

    /// <summary>Cases a judgement takes.</summary>
    public const long MinimumCases = 30;

    internal string? Problem =>
        Better is not (null or "higher" or "lower") ? "needs higher or lower as the value of better."
        : Low is { } low && !(double.IsFinite(low) && low <= Value)
        || High is { } high && !(double.IsFinite(high) && high >= Value)
        || Low is null != High is null
            ? "has an interval that does not contain its value."
        : N < 0 ? "has a negative number of cases."
        : null;

    /// <summary>The limits that follow from it when it is the first one.</summary>
    internal MonitorTerms Terms(string name) =>
        Better is "higher"
            ? new(Value - Tolerance, null, MinimumCases, MonitorDefaults.Consecutive, null, AsksForRetraining: false)
            : new(
                null,
                EvaluationText.IsTime(name) ? Value * Slower : Value + Tolerance,
                MinimumCases,
                MonitorDefaults.Consecutive,
                null,
                AsksForRetraining: false
            );
}
