using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Transparency;

namespace Governance.Portal.Operations.Experiments;

/// <summary>The report of an experiment: what is filed as evidence of the challenger, and what rules read.</summary>
internal static class ExperimentReport
{
    /// <summary>The canonical bytes.</summary>
    public static byte[] Write(Experiment experiment, IReadOnlyList<ExperimentBatch> batches)
    {
        var results = ExperimentResults.Of(experiment, batches);
        return ExperimentSteps.Canonical(
            new JsonObject
            {
                ["format"] = "governance-experiment/1",
                ["experiment"] = experiment.Id.ToString(),
                ["model"] = experiment.Model,
                ["kind"] = WireName.Of(experiment.Kind),
                ["champion"] = experiment.Champion,
                ["challenger"] = experiment.Challenger,
                ["hypothesis"] = experiment.Hypothesis,
                ["share"] = experiment.Share,
                ["population"] = experiment.Population,
                ["alpha"] = experiment.Alpha,
                ["power"] = experiment.Power,
                ["effect"] = experiment.Effect,
                ["planned"] = Pair(experiment.ChampionSize, experiment.ChallengerSize),
                ["observed"] = Pair(results[0].ChampionCount, results[0].ChallengerCount),
                ["startedAt"] = experiment.StartedAt is { } start ? CanonicalJson.Time(start) : null,
                ["stoppedAt"] = experiment.StoppedAt is { } stop ? CanonicalJson.Time(stop) : null,
                ["stoppedBecause"] = experiment.StoppedBecause is { } because ? WireName.Of(because) : null,
                ["stoppedBy"] = experiment.StoppedBy,
                ["outcome"] = experiment.Outcome is { } outcome ? WireName.Of(outcome) : null,
                ["metrics"] = new JsonArray([.. results.Select(Metric)]),
            }
        );
    }

    private static JsonObject Pair(long champion, long challenger) => new() { ["champion"] = champion, ["challenger"] = challenger };

    private static JsonNode Metric(ExperimentMetricResult result)
    {
        var metric = new JsonObject
        {
            ["name"] = result.Metric.Name,
            ["role"] = result.IsPrimary ? "primary" : "guardrail",
            ["direction"] = result.Metric.HigherIsBetter ? "higher" : "lower",
            ["limit"] = result.Metric.Limit,
            ["champion"] = result.ChampionMean,
            ["challenger"] = result.ChallengerMean,
            ["difference"] = result.Difference,
            ["low"] = result.Low,
            ["high"] = result.High,
            ["pValue"] = result.PValue,
            ["found"] = result.Found,
        };
        if (result.Metric.Bound is { } bound)
        {
            metric["bound"] = bound;
        }

        if (result.Metric.OnBreach is ExperimentBreach.RollBack)
        {
            metric["onBreach"] = WireName.Of(result.Metric.OnBreach);
        }

        return metric;
    }
}
