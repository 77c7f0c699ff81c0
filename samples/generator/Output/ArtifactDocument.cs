using System.Text.Json.Nodes;
using Governance.Samples.Catalog;
using Governance.Samples.Data;
using Governance.Samples.Models;

namespace Governance.Samples.Output;

/// <summary>A model as plain data: nothing executes on load.</summary>
internal static class ArtifactDocument
{
    private const string Linear = "z = intercept + sum(coef * x); numeric x = (transform(v) - mean) / scale; level/other x = 0 or 1; ";
    private const string Trees =
        "z = intercept + sum of leaf values; start at node 0; feature -1 = leaf; go left when x[feature] <= threshold, else right; x = transform(v) or 0/1 level indicator; ";
    private const string Common =
        "an empty value is read as that of baseline_row; log1p(v) = ln(1 + v); score = 1 / (1 + exp(-z)), rounded to 6 decimals; predicted_label = score >= threshold";

    public static byte[] Write(
        SampleDefinition definition,
        VersionDefinition version,
        ScoringModel model,
        FeatureSet features,
        int trainingRows,
        IReadOnlyList<TrainingSet> training
    )
    {
        var document = new JsonObject
        {
            ["format"] = model.Format,
            ["synthetic"] = true,
            ["model_id"] = definition.ModelId,
            ["task"] = definition.Task,
            ["training"] = new JsonObject
            {
                ["rows"] = trainingRows,
                ["threshold_selection_rows"] = definition.Data.Threshold.Count,
                ["seed"] = definition.Seed,
                ["generator"] = DependencyList.GeneratorVersion,
                ["raw_files"] = new JsonArray([
                    .. training.Select(t => new JsonObject { ["path"] = t.Path, ["content_sha256"] = t.Sha256 }),
                ]),
            },
            ["model_version"] = version.Version,
            ["algorithm"] = version.Algorithm,
            ["threshold"] = model.Threshold,
            ["threshold_rule"] = definition.ThresholdRule,
            ["intercept"] = model.Intercept,
            ["baseline_row"] = BaselineRow(model, features),
            ["columns"] = new JsonArray([.. model.Columns.Select(c => Column(c, model is LinearModel))]),
        };
        if (model is BoostedTreesModel boosted)
        {
            document["trees"] = new JsonArray([.. boosted.Trees.Select(Tree)]);
        }

        document["scoring"] = (model is LinearModel ? Linear : Trees) + Common;
        return GeneratedFiles.Format(document, indented: model is LinearModel);
    }

    private static JsonObject BaselineRow(ScoringModel model, FeatureSet features)
    {
        var row = new JsonObject();
        foreach (var name in model.FeatureNames)
        {
            var index = features.IndexOf(name);
            row[name] = features.Features[index].IsNumeric ? model.Baseline.Numbers[index] : model.Baseline.Levels[index];
        }

        return row;
    }

    private static JsonObject Column(ModelColumn column, bool linear)
    {
        var result = new JsonObject { ["source"] = column.Source, ["kind"] = column.Kind };
        switch (column.Kind)
        {
            case ModelColumn.Numeric:
                result["transform"] = column.Transform;
                break;
            case ModelColumn.Level:
                result["equals"] = column.EqualTo;
                break;
            default:
                result["levels"] = JsonValues.Strings(column.Levels);
                break;
        }

        if (linear)
        {
            result["mean"] = column.Mean;
            result["scale"] = column.Scale;
            result["coef"] = column.Coefficient;
        }

        return result;
    }

    private static JsonObject Tree(Tree tree) =>
        new()
        {
            ["feature"] = new JsonArray([.. tree.Feature.Select(v => (JsonNode)v)]),
            ["threshold"] = new JsonArray([.. tree.Threshold.Select(v => (JsonNode)v)]),
            ["left"] = new JsonArray([.. tree.Left.Select(v => (JsonNode)v)]),
            ["right"] = new JsonArray([.. tree.Right.Select(v => (JsonNode)v)]),
            ["value"] = new JsonArray([.. tree.Value.Select(v => (JsonNode)v)]),
        };
}
