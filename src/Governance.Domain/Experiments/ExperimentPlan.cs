using Governance.Domain.Identity;

namespace Governance.Domain.Experiments;

/// <summary>What an experiment is to show, written down before it starts.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Kind">How the challenger is tried.</param>
/// <param name="Champion">The version in production.</param>
/// <param name="Challenger">The version that is tried.</param>
/// <param name="Hypothesis">What is expected, in words.</param>
/// <param name="Metrics">The primary metric, then the guardrails.</param>
/// <param name="Effect">Least difference of the primary metric beyond its limit that has to be found; in its unit, above 0.</param>
/// <param name="Alpha">Probability of a wrong success, and that any guardrail stops wrongly.</param>
/// <param name="Power">Probability of finding the effect when it is there.</param>
/// <param name="Share">Share of the traffic that the challenger decides; 0 in shadow.</param>
/// <param name="Population">The group of a pilot; null for all.</param>
/// <param name="EndsAt">The day by which it ends; null for none.</param>
/// <param name="Owner">Who answers for it.</param>
public sealed record ExperimentPlan(
    string Model,
    ExperimentKind Kind,
    string Champion,
    string Challenger,
    string Hypothesis,
    IReadOnlyList<ExperimentMetric> Metrics,
    double Effect,
    double Alpha,
    double Power,
    double Share,
    string? Population,
    DateTimeOffset? EndsAt,
    UserId Owner
)
{
    /// <summary>Why it is no plan; null when it is one.</summary>
    public Refusal? Refuses()
    {
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        void Check(bool fine, string field, Sentence message)
        {
            if (!fine)
            {
                errors[field] = [message];
            }
        }

        Check(Champion != Challenger, "challenger", $"The challenger and the champion have to be different versions.");
        Check(Metrics.Count is > 0 and <= ExperimentMetric.Most, "metrics", $"Name 1 to {ExperimentMetric.Most} metrics.");
        Check(Metrics.DistinctBy(m => m.Name).Count() == Metrics.Count, "metrics", $"Give each metric its own name.");
        Check(
            Metrics.All(m => m.IsValid),
            "metrics",
            $"Each baseline must lie between the smallest and the largest value, and no limit may be below 0 or above that range. A "
                + $"bound must be worse than the baseline and lie within that range; it replaces the limit."
        );
        Check(
            Metrics.Count == 0 || Metrics[0].Bound is null,
            "metrics",
            $"The primary metric cannot have a bound. Set the bound on a guardrail."
        );
        Check(
            Metrics.Count == 0 || Metrics[0].OnBreach is ExperimentBreach.Stop,
            "metrics",
            $"The primary metric cannot require a rollback. Choose stop here, and roll-back on a guardrail."
        );
        Check(
            Kind is not ExperimentKind.Shadow || Metrics.All(m => m.OnBreach is ExperimentBreach.Stop),
            "metrics",
            $"In shadow mode the challenger decides nothing, so there is nothing to roll back. Choose stop."
        );
        Check(Alpha is > 0 and <= 0.2, "alpha", $"Use a number above 0 and at most 0.2.");
        Check(Power is >= 0.5 and < 1, "power", $"Use a number of at least 0.5 and below 1.");
        Check(
            Kind is ExperimentKind.Shadow ? Share == 0 : Share is > 0 and < 1,
            "share",
            $"In shadow mode the share must be 0; otherwise it must be above 0 and below 1."
        );
        Check(
            (Kind is ExperimentKind.Pilot) == (Population is not null),
            "population",
            $"Name the group for a pilot, and only for a pilot."
        );
        if (errors.Count == 0)
        {
            var primary = Metrics[0];
            var reached = primary.ScaledBaseline + primary.Scaled(Effect - primary.Limit);
            Check(
                Effect > 0 && reached is > 0 and < 1,
                "effect",
                $"The effect has to be above 0 and reachable from the baseline of the metric."
            );
        }

        return errors.Count == 0
            ? null
            : Refusal.Fields("experiment.not-acceptable", $"The experiment was not planned: some fields have to be corrected.", errors);
    }
}
