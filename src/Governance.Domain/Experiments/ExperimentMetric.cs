using System.Text.Json.Serialization;

namespace Governance.Domain.Experiments;

/// <summary>A metric of an experiment, the mean of observations. The first one of a plan is primary, all others are guardrails.</summary>
/// <param name="Name">Its name, such as <c>error_rate</c>.</param>
/// <param name="HigherIsBetter">Whether more is better.</param>
/// <param name="Baseline">The champion's mean, as expected.</param>
/// <param name="Limit">
/// By how much the challenger may be worse than the champion, in the metric's unit; 0 or more. Of the primary metric: the experiment
/// succeeds when it is shown to be better than that.
/// </param>
/// <param name="Low">Least value of an observation.</param>
/// <param name="High">Largest value of an observation.</param>
/// <param name="Bound">
/// Of a guardrail: the worst mean that the challenger may have, whatever the champion's is; the limit is then 0. <see langword="null"/> for
/// a guardrail that compares both arms.
/// </param>
public sealed record ExperimentMetric(
    string Name,
    bool HigherIsBetter,
    double Baseline,
    double Limit,
    double Low = 0,
    double High = 1,
    double? Bound = null
)
{
    /// <summary>Most metrics of an experiment.</summary>
    public const int Most = 10;

    /// <summary>Of a guardrail: what its breach does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ExperimentBreach OnBreach { get; init; }

    /// <summary>What a difference between challenger and champion is on the scale 0 to 1.</summary>
    public double Scaled(double difference) => difference / (High - Low);

    /// <summary>The baseline on the scale 0 to 1, where more is better.</summary>
    public double ScaledBaseline => HigherIsBetter ? (Baseline - Low) / (High - Low) : (High - Baseline) / (High - Low);

    /// <summary>The bound on the scale 0 to 1, where more is worse.</summary>
    public double? ScaledBound => HigherIsBetter ? (High - Bound) / (High - Low) : (Bound - Low) / (High - Low);

    /// <summary>Whether its numbers can be.</summary>
    public bool IsValid =>
        double.IsFinite(Low)
        && double.IsFinite(High)
        && Low < High
        && Baseline > Low
        && Baseline < High
        && Limit >= 0
        && Limit < High - Low
        && (
            Bound is not { } bound || (Limit == 0 && bound > Low && bound < High && (HigherIsBetter ? bound < Baseline : bound > Baseline))
        );
}
