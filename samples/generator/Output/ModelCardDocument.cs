using System.Text.Json.Nodes;
using Governance.Samples.Catalog;
using Governance.Samples.Models;

namespace Governance.Samples.Output;

internal static class ModelCardDocument
{
    /// <summary>The card of the model; its figures are those of the version in use.</summary>
    public static JsonObject Write(SampleDefinition definition, IReadOnlyList<BuiltVersion> versions) =>
        Card(definition, versions.Single(v => v.Definition.InUse), versions);

    /// <summary>The card of one version, as a pipeline attaches it.</summary>
    public static JsonObject Write(SampleDefinition definition, BuiltVersion version) => Card(definition, version, [version]);

    private static JsonObject Card(SampleDefinition definition, BuiltVersion shown, IReadOnlyList<BuiltVersion> versions)
    {
        var card = new JsonObject
        {
            ["synthetic"] = true,
            ["model_id"] = definition.ModelId,
            ["name"] = definition.DisplayName,
            ["versions"] = JsonValues.Strings(
                versions.Select(v => v.Version + (v.Definition.InUse ? " (in use)" : " (challenger, shadow mode)"))
            ),
            ["purpose"] = definition.Purpose,
        };
        if (definition.RegulatoryNote is { } note)
        {
            card["regulatory_note"] = note;
        }

        card["not_for"] = JsonValues.Strings(definition.NotFor);
        card["owner_role"] = definition.OwnerRole;
        card["training_data"] = definition.TrainingData;
        card["features"] = JsonValues.Strings(shown.Model.FeatureNames);
        if (definition.Data.ProtectedNames.Count > 0)
        {
            card["protected_attributes"] = JsonValues.Strings(definition.Data.ProtectedNames);
            card["protected_attributes_used_as_features"] = false;
        }
        else
        {
            card["excluded_personal_data"] = true;
        }

        card["threshold"] = shown.Model.Threshold;
        card["holdout"] = new JsonObject
        {
            ["rows"] = definition.Data.Reference.Count,
            ["metrics"] = EvaluationDocument.Metrics(shown.Performance),
        };
        if (shown.Fairness.Count > 0)
        {
            var fairness = new JsonObject();
            foreach (var attribute in shown.Fairness.Where(a => definition.Data.ProtectedNames.Contains(a.Name, StringComparer.Ordinal)))
            {
                fairness[attribute.Name] = EvaluationDocument.Differences(attribute);
            }

            card["fairness"] = fairness;
        }

        card["robustness"] = EvaluationDocument.Robustness(shown.Robustness);
        card["limitations"] = JsonValues.Strings(definition.Limitations);
        var methods = new JsonObject();
        foreach (var version in versions)
        {
            methods[version.Version] =
                version.Model is LinearModel
                    ? "exact linear contribution coef * (x - training mean), in log-odds, one-hot groups summed"
                    : "occlusion: change in log-odds when the feature is replaced by its training median / mode";
        }

        card["explanation_method"] = methods;
        return card;
    }
}
