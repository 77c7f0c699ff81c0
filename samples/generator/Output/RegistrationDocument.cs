using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Samples.Catalog;
using Governance.Samples.Statistics;

namespace Governance.Samples.Output;

/// <summary>Bodies of the two registration calls. They allow no member of our own, so the mark is in the tags and in the data sets' names.</summary>
internal static class RegistrationDocument
{
    public static JsonObject Model(SampleDefinition definition) =>
        new()
        {
            ["name"] = definition.ModelId,
            ["owner"] = "owner@demo.example",
            ["riskClass"] = definition.RiskClass,
            ["displayName"] = definition.DisplayName,
            ["purpose"] = definition.Purpose,
            ["tags"] = new JsonObject
            {
                ["synthetic"] = "true",
                ["owner-role"] = definition.OwnerRole,
                ["use"] = definition.Use,
            },
        };

    public static JsonObject Version(
        SampleDefinition definition,
        BuiltVersion version,
        string referenceSha256,
        IReadOnlyList<(string Name, string Sha256)> suites
    ) =>
        new()
        {
            ["version"] = version.Version,
            ["artifact"] = new JsonObject
            {
                ["sha256"] = version.ArtifactSha256,
                ["sizeBytes"] = version.Artifact.Length,
                ["mediaType"] = "application/json",
                ["uri"] = "samples/" + version.ArtifactPath,
            },
            ["source"] = new JsonObject
            {
                ["repository"] = "https://git.bank.example/models/" + definition.ModelId,
                ["commit"] = Commit(definition.ModelId, version.Version),
            },
            ["datasets"] = new JsonArray([
                .. version.TrainingSets.Select(t => DataSet(t.Name, t.Sha256, "training")),
                DataSet($"synthetic-{definition.Folder}-reference", referenceSha256, "reference"),
                // The same rows: no version was made from them, and its tests were measured on them.
                DataSet($"synthetic-{definition.Folder}-hold-out", referenceSha256, "test"),
                .. suites.Select(s => DataSet($"synthetic-{definition.Folder}-{s.Name}", s.Sha256, "test")),
            ]),
            ["metrics"] = Metrics(version.Performance),
            ["dependencies"] = new JsonArray([.. DependencyList.Items.Select(DependencyList.Item)]),
        };

    private static JsonObject DataSet(string name, string sha256, string role) =>
        new()
        {
            ["name"] = name,
            ["version"] = TrainingSet.Version,
            ["sha256"] = sha256,
            ["role"] = role,
        };

    private static JsonObject Metrics(Performance p) =>
        new()
        {
            ["accuracy"] = JsonValues.BoundsWithCount(Interval.Wilson(p.TruePositives + p.TrueNegatives, p.Rows)),
            ["precision"] = JsonValues.BoundsWithCount(Interval.Wilson(p.TruePositives, p.TruePositives + p.FalsePositives)),
            ["recall"] = JsonValues.BoundsWithCount(Interval.Wilson(p.TruePositives, p.Positives)),
            ["f1"] = JsonValues.Rounded(p.F1),
            ["auc"] = JsonValues.Rounded(p.Auc),
            ["averagePrecision"] = JsonValues.Rounded(p.AveragePrecision),
            ["brier"] = JsonValues.Rounded(p.Brier),
            ["logLoss"] = JsonValues.Rounded(p.LogLoss),
            ["ece"] = JsonValues.Rounded(p.CalibrationError),
            ["fpr"] = JsonValues.BoundsWithCount(p.FalsePositiveRate),
            ["fnr"] = JsonValues.BoundsWithCount(p.FalseNegativeRate),
        };

    /// <summary>Assigned, not observed: there is no such repository. The first 20 bytes of a digest stand for its commit.</summary>
    private static string Commit(string model, string version) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{model}@{version}")).AsSpan(0, 20));
}
