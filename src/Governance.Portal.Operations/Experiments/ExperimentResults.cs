using Governance.Analytics.Experiments;
using Governance.Domain.Experiments;

namespace Governance.Portal.Operations.Experiments;

/// <summary>Where a metric of an experiment stands.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="IsPrimary">False for a guardrail.</param>
/// <param name="ChampionCount">Observations of the champion.</param>
/// <param name="ChampionMean">Their mean.</param>
/// <param name="ChallengerCount">Observations of the challenger.</param>
/// <param name="ChallengerMean">Their mean.</param>
/// <param name="Difference">Challenger less champion; of a guardrail with a bound, challenger less bound.</param>
/// <param name="Low">Lower end of its interval, which holds at any time.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Upper bound of the probability of so much evidence without a difference beyond the limit.</param>
/// <param name="Found">A primary metric: better as planned. A guardrail: worse than its limit allows.</param>
public sealed record ExperimentMetricResult(
    ExperimentMetric Metric,
    bool IsPrimary,
    long ChampionCount,
    double? ChampionMean,
    long ChallengerCount,
    double? ChallengerMean,
    double? Difference,
    double? Low,
    double? High,
    double PValue,
    bool Found
);

/// <summary>What batches say of an experiment: sizes, tests and intervals of <c>Governance.Analytics.Experiments</c>.</summary>
internal static class ExperimentResults
{
    // Rows on which two versions differ, where the plan knows nothing of it.
    private const double Differing = 0.1;

    /// <summary>Planned observations of both arms when one may look any time.</summary>
    /// <remarks>A metric between other bounds than 0 and 1 is planned as the proportion with its mean, which varies most.</remarks>
    public static (long Champion, long Challenger) Size(ExperimentPlan plan)
    {
        var primary = plan.Metrics[0];
        var (effect, limit) = (primary.Scaled(plan.Effect), primary.Scaled(primary.Limit));
        var once =
            plan.Kind is ExperimentKind.Shadow
                ? ExperimentSize.OfPairs(Math.Clamp(2 * effect, Differing, 0.99), effect, plan.Alpha, plan.Power)
                : ExperimentSize.OfProportions(Math.Max(primary.ScaledBaseline - limit, 1e-4), effect, plan.Alpha, plan.Power, plan.Share);
        var size = once.Anytime(plan.Alpha, plan.Power);
        return (size.Champion, size.Challenger);
    }

    /// <summary>Each metric as it stands; without intervals for what only has to know whether to stop.</summary>
    public static IReadOnlyList<ExperimentMetricResult> Of(
        Experiment experiment,
        IReadOnlyList<ExperimentBatch> batches,
        bool intervals = true
    ) => [.. experiment.Metrics.Select((metric, at) => Of(experiment, metric, at == 0, batches, intervals))];

    /// <summary>Why the experiment stops by these results; null when it goes on.</summary>
    public static (ExperimentStop Because, string? Metric)? Stops(
        Experiment experiment,
        IReadOnlyList<ExperimentMetricResult> results,
        DateTimeOffset now
    ) =>
        results.FirstOrDefault(r => !r.IsPrimary && r.Found) is { } breached ? (ExperimentStop.Guardrail, breached.Metric.Name)
        : results[0].Found ? (ExperimentStop.Success, null)
        : (results[0].ChampionCount >= experiment.ChampionSize && results[0].ChallengerCount >= experiment.ChallengerSize)
        || experiment.EndsAt <= now
            ? (ExperimentStop.PlannedSize, null)
        : null;

    private static ExperimentMetricResult Of(
        Experiment experiment,
        ExperimentMetric metric,
        bool primary,
        IReadOnlyList<ExperimentBatch> batches,
        bool intervals
    )
    {
        var figures = batches.OrderBy(b => b.Number).SelectMany(b => b.Figures.Where(f => f.Metric == metric.Name)).ToList();
        // Success looks for better, a guardrail for worse: what is looked for is more, for either.
        var turn = primary ? !metric.HigherIsBetter : metric.HigherIsBetter;
        ArmBatch[] arms =
        [
            .. figures.Select(f =>
                new ArmBatch(f.ChampionCount, f.ChampionSum, f.ChallengerCount, f.ChallengerSum, f.Both).Scaled(
                    metric.Low,
                    metric.High,
                    turn
                )
            ),
        ];
        var limit = metric.Scaled(metric.Limit);
        var result =
            !primary && metric.ScaledBound is { } bound
                ? BoundTest.Evaluate(arms, bound, experiment.GuardrailAlpha, intervals)
                : AnytimeTest.Evaluate(
                    arms,
                    primary
                        ? new AnytimePlan(metric.ScaledBaseline, -limit, experiment.Alpha, metric.Scaled(experiment.Effect))
                        : new AnytimePlan(1 - metric.ScaledBaseline, limit, experiment.GuardrailAlpha, null),
                    intervals
                );
        var unit = (metric.High - metric.Low) * (turn ? -1 : 1);
        var (a, b) = (result.Interval?.Low * unit, result.Interval?.High * unit);
        var (champions, challengers) = (figures.Sum(f => f.ChampionCount), figures.Sum(f => f.ChallengerCount));
        return new ExperimentMetricResult(
            metric,
            primary,
            champions,
            champions == 0 ? null : figures.Sum(f => f.ChampionSum) / champions,
            challengers,
            challengers == 0 ? null : figures.Sum(f => f.ChallengerSum) / challengers,
            result.Difference * unit,
            turn ? b : a,
            turn ? a : b,
            result.PValue,
            result.Found
        );
    }
}
