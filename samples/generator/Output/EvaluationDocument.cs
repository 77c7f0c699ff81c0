using System.Text.Json.Nodes;
using Governance.Samples.Catalog;
using Governance.Samples.Statistics;

namespace Governance.Samples.Output;

/// <summary>Figures of the hold-out rows with the keys of an offline evaluation script (snake case).</summary>
internal static class EvaluationDocument
{
    public static JsonObject Write(SampleDefinition definition, IReadOnlyList<BuiltVersion> versions)
    {
        var document = new JsonObject
        {
            ["synthetic"] = true,
            ["model_id"] = definition.ModelId,
            ["evaluated_on"] = "reference window (hold-out rows, never used for fitting or threshold choice)",
            ["rows"] = definition.Data.Reference.Count,
        };
        if (definition.FavourableOutcome is { } favourable)
        {
            document["favourable_outcome"] = favourable;
        }

        var byVersion = new JsonObject();
        foreach (var version in versions)
        {
            byVersion[version.Version] = Version(definition, version);
        }

        document["versions"] = byVersion;
        if (definition.Data.ProtectedNames.Count == 0)
        {
            document["fairness"] = new JsonObject
            {
                ["applicable"] = false,
                ["reason"] = "rows describe network connections; no personal or protected attribute is present",
            };
        }

        return document;
    }

    public static JsonObject Metrics(Performance p) =>
        new()
        {
            ["n"] = p.Rows,
            ["positives"] = p.Positives,
            ["base_rate"] = JsonValues.Rounded((double)p.Positives / p.Rows),
            ["auc"] = JsonValues.Rounded(p.Auc),
            ["average_precision"] = JsonValues.Rounded(p.AveragePrecision),
            ["accuracy"] = JsonValues.Rounded(p.Accuracy),
            ["f1"] = JsonValues.Rounded(p.F1),
            ["precision"] = JsonValues.Rounded(p.Precision),
            ["recall"] = JsonValues.Rounded(p.Recall),
            ["false_positive_rate"] = JsonValues.Rounded(p.FalsePositiveRate?.Value),
            ["brier"] = JsonValues.Rounded(p.Brier),
            ["log_loss"] = JsonValues.Rounded(p.LogLoss),
            ["predicted_positive_rate"] = JsonValues.Rounded((double)(p.TruePositives + p.FalsePositives) / p.Rows),
            ["tn"] = p.TrueNegatives,
            ["fp"] = p.FalsePositives,
            ["fn"] = p.FalseNegatives,
            ["tp"] = p.TruePositives,
        };

    public static JsonObject Robustness(RobustnessResult r) =>
        new()
        {
            ["rows"] = r.Rows,
            ["draws"] = r.Draws,
            ["perturbation"] = RobustnessResult.Perturbation,
            ["mean_flip_rate"] = JsonValues.Rounded(r.MeanFlipRate),
            ["rows_with_any_flip"] = JsonValues.Rounded(r.RowsWithAnyFlip.Value),
        };

    /// <summary>The four figures of one attribute; favourable is predicted 0.</summary>
    public static JsonObject Differences(FairnessAttribute a) =>
        new()
        {
            ["demographic_parity_difference"] = JsonValues.Rounded(FairnessAttribute.ParityDifference(a.Groups)),
            ["disparate_impact_ratio"] = JsonValues.Rounded(FairnessAttribute.FavourableRatio(a.Groups)),
            ["equal_opportunity_difference"] = JsonValues.Rounded(FairnessAttribute.FalsePositiveDifference(a.Groups)),
            ["equalized_odds_difference"] = JsonValues.Rounded(FairnessAttribute.EqualizedOddsDifference(a.Groups)),
        };

    private static JsonObject Version(SampleDefinition definition, BuiltVersion version)
    {
        var document = new JsonObject { ["threshold"] = version.Model.Threshold, ["metrics"] = Metrics(version.Performance) };
        if (definition.SliceFeature is { } slice)
        {
            document["slices_by_" + slice] = Slices(definition, version, slice);
        }

        if (version.Fairness.Count > 0)
        {
            var fairness = new JsonObject();
            foreach (var attribute in version.Fairness.Where(a => definition.Data.ProtectedNames.Contains(a.Name, StringComparer.Ordinal)))
            {
                fairness[attribute.Name] = Attribute(attribute);
            }

            document["fairness"] = fairness;
        }

        document["robustness"] = Robustness(version.Robustness);
        document["artifact"] = version.ArtifactPath;
        document["artifact_sha256"] = version.ArtifactSha256;
        document["artifact_replay_max_abs_error"] = version.LargestRoundingError;
        return document;
    }

    private static JsonObject Slices(SampleDefinition definition, BuiltVersion version, string feature)
    {
        var index = definition.Data.Features.IndexOf(feature);
        var slices = new JsonObject();
        var groups = definition
            .Data.Reference.Zip(version.Holdout)
            .GroupBy(p => p.First.Levels[index], p => p.Second, StringComparer.Ordinal);
        foreach (var group in groups.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            slices[group.Key] = Metrics(new Performance([.. group]));
        }

        return slices;
    }

    private static JsonObject Attribute(FairnessAttribute attribute)
    {
        var groups = new JsonObject();
        foreach (var group in attribute.Groups)
        {
            var rate = group.SelectionRate;
            groups[group.Name] = new JsonObject
            {
                ["n"] = group.Count,
                ["favourable_rate"] = JsonValues.Rounded(1 - rate.Value),
                ["favourable_rate_ci95"] = new JsonArray(JsonValues.Rounded(1 - rate.High), JsonValues.Rounded(1 - rate.Low)),
                ["true_favourable_rate"] = JsonValues.Rounded(1 - group.FalsePositiveRate?.Value),
                ["false_favourable_rate"] = JsonValues.Rounded(1 - group.TruePositiveRate?.Value),
                ["base_rate_positive"] = JsonValues.Rounded((double)group.Performance.Positives / group.Count),
            };
        }

        var document = new JsonObject { ["groups"] = groups };
        foreach (var (name, value) in Differences(attribute))
        {
            document[name] = value?.DeepClone();
        }

        return document;
    }
}
