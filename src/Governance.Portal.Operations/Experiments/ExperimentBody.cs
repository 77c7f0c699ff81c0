using Governance.Domain.Experiments;

namespace Governance.Portal.Operations.Experiments;

/// <summary>A metric of an experiment plan.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Direction"><c>higher</c> or <c>lower</c>: which is better.</param>
/// <param name="Baseline">The expected mean of the champion.</param>
/// <param name="Limit">By how much the challenger may be worse (default: 0).</param>
/// <param name="Low">Lowest possible value of an observation (default: 0).</param>
/// <param name="High">Highest possible value of an observation (default: 1).</param>
/// <param name="Bound">For a guardrail, in place of a limit: the worst mean the challenger may have, whatever the champion's mean is.
/// </param>
/// <param name="OnBreach">For a guardrail: <c>stop</c> (default) stops the experiment, <c>roll-back</c> has the challenger rolled back as
/// well.</param>
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

/// <summary>Body of an experiment plan.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Kind"><c>shadow</c>, <c>canary</c>, <c>ab</c> or <c>pilot</c>.</param>
/// <param name="Challenger">The version to try.</param>
/// <param name="Hypothesis">What is expected, in words.</param>
/// <param name="Metrics">The primary metric first, then the guardrails.</param>
/// <param name="Effect">Smallest difference of the primary metric that must be found.</param>
/// <param name="Champion">The version in production (default: taken from there).</param>
/// <param name="Alpha">Probability of finding an effect that does not exist (default: 0.05).</param>
/// <param name="Power">Probability of finding the effect if it exists (default: 0.8).</param>
/// <param name="Share">Share of the traffic that the challenger gets; 0 in shadow mode.</param>
/// <param name="Population">The group of a pilot.</param>
/// <param name="EndsAt">Last day (UTC). People are reminded of it; the experiment does not end automatically.</param>
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
/// <param name="Batch">Name of the batch; a batch sent again is counted only once.</param>
/// <param name="Figures">Counts and sums of both arms by metric.</param>
public sealed record ObservationsBody(string? Batch, IReadOnlyList<ExperimentFigure?>? Figures);

/// <summary>Body of a decision.</summary>
/// <param name="Outcome"><c>approve</c> or <c>refuse</c>; <c>ship</c> or <c>keep-champion</c>.</param>
/// <param name="Reason">Reason for the decision.</param>
public sealed record ExperimentDecisionBody(string? Outcome, string? Reason);
