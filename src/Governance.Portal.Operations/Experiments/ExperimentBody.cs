using Governance.Domain.Experiments;

namespace Governance.Portal.Operations.Experiments;

/// <summary>A metric of a plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Direction"><c>higher</c> or <c>lower</c>: what is better.</param>
/// <param name="Baseline">The champion's mean, as expected.</param>
/// <param name="Limit">By how much the challenger may be worse; 0 when left out.</param>
/// <param name="Low">Least value of an observation; 0 when left out.</param>
/// <param name="High">Largest value of an observation; 1 when left out.</param>
/// <param name="Bound">Of a guardrail, in place of a limit: the worst mean the challenger may have, whatever the champion's is.</param>
/// <param name="OnBreach">
/// Of a guardrail: <c>stop</c> the experiment, or <c>roll-back</c> to have the challenger rolled back as well; <c>stop</c> when left out.
/// </param>
public sealed record ExperimentMetricBody(
    string? Name,
    string? Direction,
    double? Baseline,
    double? Limit = null,
    double? Low = null,
    double? High = null,
    double? Bound = null,
    string? OnBreach = null
);

/// <summary>Body of a plan.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Kind"><c>shadow</c>, <c>canary</c>, <c>ab</c> or <c>pilot</c>.</param>
/// <param name="Challenger">The version that is tried.</param>
/// <param name="Hypothesis">What is expected, in words.</param>
/// <param name="Metrics">The primary metric first, then the guardrails.</param>
/// <param name="Effect">Least difference of the primary metric that has to be found.</param>
/// <param name="Champion">The version in production; taken from there when left out.</param>
/// <param name="Alpha">Probability of a wrong result; 0.05 when left out.</param>
/// <param name="Power">Probability of finding the effect; 0.8 when left out.</param>
/// <param name="Share">Share of the traffic; 0 in shadow.</param>
/// <param name="Population">The group of a pilot.</param>
/// <param name="EndsAt">Last day (UTC). People are reminded of it; it ends nothing alone.</param>
public sealed record ExperimentBody(
    string? Model,
    string? Kind,
    string? Challenger,
    string? Hypothesis,
    IReadOnlyList<ExperimentMetricBody?>? Metrics,
    double? Effect,
    string? Champion = null,
    double? Alpha = null,
    double? Power = null,
    double? Share = null,
    string? Population = null,
    string? EndsAt = null
);

/// <summary>Body of observations.</summary>
/// <param name="Batch">Name of the batch: sent again, it counts once.</param>
/// <param name="Figures">Counts and sums of both arms by metric.</param>
public sealed record ObservationsBody(string? Batch, IReadOnlyList<ExperimentFigure?>? Figures);

/// <summary>Body of a decision.</summary>
/// <param name="Outcome"><c>approve</c> or <c>refuse</c>; <c>ship</c> or <c>keep-champion</c>.</param>
/// <param name="Reason">Why.</param>
public sealed record ExperimentDecisionBody(string? Outcome, string? Reason);
