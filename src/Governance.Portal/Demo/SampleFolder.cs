using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Models.Registry;

namespace Governance.Portal.Demo;

/// <summary>
/// A folder of samples: artifacts, a log of predictions, late labels, evaluations. Where a pipeline's own bodies are there
/// (<c>model.json</c>, <c>evidence/VERSION/</c>) they are used as they are; else they are made from <c>model_card.json</c>,
/// <c>evaluation.json</c> and <c>dependencies.json</c>.
/// </summary>
public sealed class SampleFolder
{
    private readonly string _folder;
    private readonly JsonObject _card;

    private SampleFolder(string folder, JsonObject card, TimeSpan shift) => (_folder, _card, Shift) = (folder, card, shift);

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="shift">How far its times are moved (see <see cref="SampleTimes"/>); not at all where a folder is to be taken as it
    /// is.</param>
    /// <exception cref="InvalidDataException">Something every such folder has is missing.</exception>
    public static SampleFolder Open(string folder, TimeSpan shift = default)
    {
        var card = Path.Combine(folder, "model_card.json");
        if (!File.Exists(card) || !Directory.Exists(Path.Combine(folder, "artifacts")))
        {
            throw new InvalidDataException($"{folder} lacks model_card.json or artifacts/, so it is not a folder of samples.");
        }

        return new SampleFolder(folder, Parse(card).AsObject(), shift);
    }

    /// <summary>How far the times of the folder are moved.</summary>
    public TimeSpan Shift { get; }

    /// <summary>The model's name.</summary>
    public string Model => (string?)_card["model_id"] ?? throw new InvalidDataException($"{_folder}/model_card.json has no model_id.");

    /// <summary>Attributes the log has of people, though the model may not see them.</summary>
    public IReadOnlyList<string> Protected => _card["protected_attributes"] is JsonArray names ? [.. names.Select(n => (string)n!)] : [];

    /// <summary>The prediction 0 is the good one for the person, by the evaluation: not in default, a discount.</summary>
    public bool FavourableIsZero =>
        Existing("evaluation.json") is { } path
        && ((string?)Parse(path)["favourable_outcome"])?.StartsWith("predicted_label = 0", StringComparison.Ordinal) is true;

    /// <summary>A file of a version's evidence as JSON, or null.</summary>
    public JsonNode? Evidence(string version, string name) =>
        Existing(Path.Combine("evidence", version, name)) is { } path ? Parse(path) : null;

    /// <summary>The log of predictions, or null.</summary>
    public string? Predictions => Existing("predictions.csv.gz");

    /// <summary>OpenLineage events of the pipeline, in the order of the file.</summary>
    public IReadOnlyList<JsonNode> LineageEvents =>
        Existing("lineage.json") is { } path ? [.. Moved(path).AsArray().Select(e => WithColumns(e!))] : [];

    /// <summary>What later versions said about the same rows, or null.</summary>
    public string? ShadowPredictions => Existing("shadow_predictions.csv.gz");

    /// <summary>Labels that came late, or null.</summary>
    public string? LateLabels => Existing("late_labels.csv.gz");

    /// <summary>Versions, in the order of their names, with the file of each.</summary>
    public IReadOnlyList<(string Version, string Path)> Versions =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(_folder, "artifacts"), "*.json")
                .Select(path => (Version: Path.GetFileNameWithoutExtension(path), Path: path))
                .Where(a => a.Version.StartsWith(Model + "-", StringComparison.Ordinal))
                .Select(a => (a.Version[(Model.Length + 1)..], a.Path))
                .OrderBy(a => a.Item1, StringComparer.Ordinal),
        ];

    /// <summary>The registration of the model.</summary>
    public RegisterModel.Command ModelCommand(string owner)
    {
        if (Existing("model.json") is { } path)
        {
            var body = JsonSerializer.Deserialize<ModelBody>(File.ReadAllText(path), ApiJson.Options)!;
            return new RegisterModel.Command(body.Name, owner)
            {
                DisplayName = body.DisplayName,
                Purpose = body.Purpose,
                RiskClass = body.RiskClass,
                System = body.System,
                Tags = body.Tags,
            };
        }

        return new RegisterModel.Command(Model, owner) { DisplayName = (string?)_card["name"], Purpose = (string?)_card["purpose"] };
    }

    /// <summary>The registration of a version, its artifact's digest and size computed from the file.</summary>
    public RegisterVersion.Command VersionCommand(string version, string sha256, long sizeBytes)
    {
        if (Existing(Path.Combine("evidence", version, "version.json")) is { } path)
        {
            var body = JsonSerializer.Deserialize<VersionBody>(File.ReadAllText(path), ApiJson.Options)!;
            return new RegisterVersion.Command(Model, version, body.Artifact)
            {
                Source = body.Source,
                Datasets = body.Datasets,
                Metrics = body.Metrics,
                Dependencies = body.Dependencies,
            };
        }

        var metrics = Metrics(version);
        return new RegisterVersion.Command(
            Model,
            version,
            new ArtifactBody(sha256, sizeBytes, "application/json", $"{Model}-{version}.json")
        )
        {
            Dependencies = Dependencies(),
            Metrics = metrics?.ToDictionary(p => p.Key, p => JsonSerializer.SerializeToElement(p.Value), StringComparer.Ordinal),
        };
    }

    /// <summary>Evidence of a version: kind, tool, when it was made, and the payload.</summary>
    /// <param name="version">The version.</param>
    /// <param name="now">When it was made where the folder does not say.</param>
    /// <param name="madeOn">The day on which it was made, when it is not the one that the folder names; the time of day stays.</param>
    public IReadOnlyList<SampleEvidence> EvidenceOf(string version, DateTimeOffset now, DateOnly? madeOn = null)
    {
        if (Existing(Path.Combine("evidence", version, "manifest.json")) is { } manifest)
        {
            return
            [
                .. Moved(manifest)["evidence"]!
                    .AsArray()
                    .Select(e => new SampleEvidence(
                        (string)e!["kind"]!,
                        (string)e["tool"]!,
                        On(madeOn, (string)e["producedAt"]!),
                        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "evidence", version, (string)e["file"]!))).RootElement
                    )),
            ];
        }

        var made = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var evidence = new List<SampleEvidence>();
        if (Metrics(version) is { } metrics)
        {
            evidence.Add(
                new SampleEvidence(
                    "validation",
                    "evaluation.json",
                    made,
                    JsonSerializer.SerializeToElement(new JsonObject { ["metrics"] = metrics })
                )
            );
        }

        evidence.Add(new SampleEvidence("model-card", "model_card.json", made, JsonSerializer.SerializeToElement(_card)));
        if (Existing("lineage.json") is { } lineage)
        {
            evidence.Add(new SampleEvidence("lineage", "lineage.json", made, JsonSerializer.SerializeToElement(Parse(lineage))));
        }

        return evidence;
    }

    private static string On(DateOnly? day, string time) =>
        day is { } other ? other.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + time[10..] : time;

    // The events of the samples name no ways of columns. Which columns a version learns from stands in its card, and a score comes from the
    // artifact.
    private JsonNode WithColumns(JsonNode one)
    {
        foreach (var output in one["outputs"]?.AsArray() ?? [])
        {
            var job = (string?)one["job"]!["name"] ?? "";
            var (made, from) =
                job.EndsWith(".train", StringComparison.Ordinal)
                    ? ("artifact", _card["features"]?.AsArray().Select(f => (string)f!).ToList() ?? [])
                : job.EndsWith(".score", StringComparison.Ordinal) ? ("score", ["artifact"])
                : ("", new List<string>());
            if (from.Count > 0 && one["inputs"]?[0] is { } input)
            {
                output!["facets"]!["columnLineage"] = new JsonObject
                {
                    ["_producer"] = one["producer"]!.DeepClone(),
                    ["_schemaURL"] = "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json",
                    ["fields"] = new JsonObject
                    {
                        [made] = new JsonObject
                        {
                            ["inputFields"] = new JsonArray([
                                .. from.Select(f =>
                                    (JsonNode)
                                        new JsonObject
                                        {
                                            ["namespace"] = input["namespace"]!.DeepClone(),
                                            ["name"] = input["name"]!.DeepClone(),
                                            ["field"] = f,
                                            ["transformations"] = new JsonArray(
                                                new JsonObject
                                                {
                                                    ["type"] = "DIRECT",
                                                    ["subtype"] = "TRANSFORMATION",
                                                    ["masking"] = false,
                                                }
                                            ),
                                        }
                                ),
                            ]),
                        },
                    },
                };
            }
        }

        return one;
    }

    private JsonNode Moved(string path) =>
        JsonNode.Parse(SampleTimes.Move(File.ReadAllText(path), Shift)) ?? throw new InvalidDataException($"{path} is empty.");

    private static JsonNode Parse(string path) =>
        JsonNode.Parse(File.ReadAllBytes(path)) ?? throw new InvalidDataException($"{path} is empty.");

    private string? Existing(string name) => Path.Combine(_folder, name) is var path && File.Exists(path) ? path : null;

    private List<DependencyBody?>? Dependencies() =>
        Existing("dependencies.json") is { } path && Parse(path)["packages"] is JsonArray packages
            ?
            [
                .. packages.Select(p => new DependencyBody(
                    (string?)p!["name"],
                    (string?)p["version"],
                    (string?)p["purl"],
                    (string?)p["license"]
                )),
            ]
            : null;

    // The names of evaluation.json in the spelling of the analyze JSON; each with the rows it was measured on.
    private JsonObject? Metrics(string version)
    {
        if (Existing("evaluation.json") is not { } path || Parse(path)["versions"]?[version]?["metrics"] is not JsonObject figures)
        {
            return null;
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["auc"] = "auc",
            ["average_precision"] = "averagePrecision",
            ["accuracy"] = "accuracy",
            ["precision"] = "precision",
            ["recall"] = "recall",
            ["f1"] = "f1",
            ["false_positive_rate"] = "fpr",
            ["brier"] = "brier",
            ["log_loss"] = "logLoss",
        };
        var metrics = new JsonObject();
        foreach (var (theirs, ours) in names)
        {
            if (figures[theirs] is { } value)
            {
                metrics[ours] = new JsonObject { ["value"] = value.DeepClone(), ["n"] = figures["n"]?.DeepClone() };
            }
        }

        return metrics;
    }
}

/// <summary>A piece of evidence as a pipeline would send it.</summary>
public sealed record SampleEvidence(string Kind, string Tool, string ProducedAt, JsonElement Payload);
