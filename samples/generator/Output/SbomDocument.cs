using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Samples.Catalog;
using Governance.Samples.Models;

namespace Governance.Samples.Output;

/// <summary>CycloneDX 1.6 with the model, its training data and what it was made with (CycloneDX/specification, schema/bom-1.6.schema.json).</summary>
internal static class SbomDocument
{
    public static JsonObject Write(SampleDefinition definition, BuiltVersion version)
    {
        var model = $"model:{definition.ModelId}@{version.Version}";
        var components = new JsonArray([Model(definition, version, model), .. version.TrainingSets.Select(t => Data(definition, t))]);
        var uses = JsonValues.Strings(version.TrainingSets.Select(Reference));
        foreach (var item in DependencyList.Items)
        {
            uses.Add(item.Purl);
            components.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["type"] = item.Name == "dotnet-runtime" ? "framework" : "library",
                        ["bom-ref"] = item.Purl,
                        ["name"] = item.Name,
                        ["version"] = item.Version,
                        ["licenses"] = License(item.License),
                        ["purl"] = item.Purl,
                    }
            );
        }

        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = $"urn:uuid:{Digest.Identifier(model + version.ArtifactSha256)}",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["timestamp"] = CsvTable.Time(version.Definition.EvidenceAt),
                ["component"] = new JsonObject
                {
                    ["type"] = "application",
                    ["bom-ref"] = $"service:{definition.ModelId}@{version.Version}",
                    ["name"] = definition.ModelId,
                    ["version"] = version.Version,
                },
                ["properties"] = new JsonArray(Property("governance:synthetic", "true")),
            },
            ["components"] = components,
            ["dependencies"] = new JsonArray(
                new JsonObject { ["ref"] = $"service:{definition.ModelId}@{version.Version}", ["dependsOn"] = new JsonArray(model) },
                new JsonObject { ["ref"] = model, ["dependsOn"] = uses }
            ),
        };
    }

    private static JsonObject Model(SampleDefinition definition, BuiltVersion version, string reference) =>
        new()
        {
            ["type"] = "machine-learning-model",
            ["bom-ref"] = reference,
            ["name"] = definition.ModelId,
            ["version"] = version.Version,
            ["description"] = definition.Purpose,
            ["hashes"] = Sha256(version.ArtifactSha256),
            ["licenses"] = License("Apache-2.0"),
            ["modelCard"] = new JsonObject
            {
                ["modelParameters"] = new JsonObject
                {
                    ["approach"] = new JsonObject { ["type"] = "supervised" },
                    ["task"] = "binary classification",
                    ["architectureFamily"] = version.Model is LinearModel ? "linear model" : "tree ensemble",
                    ["modelArchitecture"] = version.Definition.Algorithm,
                    ["datasets"] = new JsonArray([.. version.TrainingSets.Select(t => new JsonObject { ["ref"] = Reference(t) })]),
                    ["inputs"] = new JsonArray(new JsonObject { ["format"] = "text/csv" }),
                    ["outputs"] = new JsonArray(new JsonObject { ["format"] = "probability of label 1" }),
                },
                ["quantitativeAnalysis"] = new JsonObject
                {
                    ["performanceMetrics"] = new JsonArray(
                        Metric("auc", version.Performance.Auc),
                        Metric("f1", version.Performance.F1),
                        Rate("fpr", version.Performance.FalsePositiveRate),
                        Rate("fnr", version.Performance.FalseNegativeRate)
                    ),
                },
                ["considerations"] = new JsonObject
                {
                    ["users"] = new JsonArray(definition.Users),
                    ["useCases"] = new JsonArray(definition.Purpose),
                    ["technicalLimitations"] = JsonValues.Strings(definition.Limitations),
                },
            },
            ["properties"] = new JsonArray(Property("governance:synthetic", "true"), Property("governance:artifact", version.ArtifactPath)),
        };

    private static string Reference(TrainingSet training) => $"data:{training.Name}@{TrainingSet.Version}";

    private static JsonObject Data(SampleDefinition definition, TrainingSet training) =>
        new()
        {
            ["type"] = "data",
            ["bom-ref"] = Reference(training),
            ["name"] = training.Name,
            ["version"] = TrainingSet.Version,
            ["hashes"] = Sha256(training.Sha256),
            ["licenses"] = License("Apache-2.0"),
            ["data"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "dataset",
                    ["name"] = training.Name,
                    ["description"] = definition.TrainingData,
                    ["classification"] = "public",
                }
            ),
            ["properties"] = new JsonArray(Property("governance:synthetic", "true")),
        };

    private static JsonArray Sha256(string content) => new(new JsonObject { ["alg"] = "SHA-256", ["content"] = content });

    private static JsonArray License(string id) => new(new JsonObject { ["license"] = new JsonObject { ["id"] = id } });

    private static JsonObject Property(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject Metric(string type, double? value) => new() { ["type"] = type, ["value"] = Text(value ?? 0) };

    private static JsonObject Rate(string type, Statistics.Interval? rate)
    {
        var metric = Metric(type, rate?.Value);
        metric["confidenceInterval"] = new JsonObject { ["lowerBound"] = Text(rate?.Low ?? 0), ["upperBound"] = Text(rate?.High ?? 1) };
        return metric;
    }

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
