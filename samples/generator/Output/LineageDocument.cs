using System.Text.Json.Nodes;
using Governance.Samples.Catalog;

namespace Governance.Samples.Output;

/// <summary>OpenLineage 2-0-2 run events: train, score, replay challengers, collect labels, evaluate. Data set versions are content digests.</summary>
internal sealed class LineageDocument(SampleDefinition definition, IReadOnlyList<BuiltVersion> versions, GeneratedFiles files)
{
    private const string Producer = "urn:governance-samples:generator";
    private const string Specification = "https://openlineage.io/spec/";
    private readonly JsonArray _events = [];

    public JsonArray Write()
    {
        var folder = definition.Folder;
        var closed = definition.Data.ClosedAt;
        var decisions = $"{folder}/predictions.csv.gz";
        foreach (var version in versions)
        {
            var parameters = new JsonObject
            {
                ["fitRows"] = version.TrainingRows,
                ["thresholdRows"] = definition.Data.Threshold.Count,
                ["seed"] = definition.Seed,
                ["version"] = version.Version,
            };
            Run(
                "train",
                version.Version,
                version.Definition.TrainedAt,
                version.Definition.TrainedAt.AddMinutes(4),
                parameters,
                [.. version.TrainingSets.Select(t => t.Path)],
                [version.ArtifactPath]
            );
        }

        var inUse = versions.Single(v => v.Definition.InUse);
        var rows = new JsonObject { ["rows"] = definition.Data.Log.Count };
        Run("score", inUse.Version, definition.Data.Windows[0].Start, closed, rows, [inUse.ArtifactPath], [decisions]);
        Run(
            "replay_challengers",
            "shadow",
            closed.AddDays(1),
            closed.AddDays(1).AddMinutes(6),
            rows,
            [decisions, .. versions.Where(v => v != inUse).Select(v => v.ArtifactPath)],
            [$"{folder}/shadow_predictions.csv.gz"]
        );
        Run(
            "collect_labels",
            "late",
            closed.AddDays(5),
            closed.AddDays(5).AddMinutes(5),
            rows,
            [decisions],
            [$"{folder}/late_labels.csv.gz"]
        );
        var holdout = new JsonObject { ["rows"] = definition.Data.Reference.Count };
        Run(
            "evaluate",
            "holdout",
            closed.AddDays(1).AddHours(1),
            closed.AddDays(1).AddHours(1).AddMinutes(1),
            holdout,
            [decisions, $"{folder}/shadow_predictions.csv.gz"],
            [$"{folder}/evaluation.json"]
        );
        return _events;
    }

    private static JsonObject Facet(string schema) => new() { ["_producer"] = Producer, ["_schemaURL"] = schema };

    private static string Schema(string version, string name) => $"{Specification}facets/{version}/{name}.json#/$defs/{name}";

    private void Run(
        string job,
        string key,
        DateTimeOffset start,
        DateTimeOffset end,
        JsonObject parameters,
        string[] inputs,
        string[] outputs
    )
    {
        foreach (var (type, time) in new[] { ("START", start), ("COMPLETE", end) })
        {
            var facet = Facet("urn:governance-samples:facets:parameters");
            facet["synthetic"] = true;
            foreach (var (name, value) in parameters)
            {
                facet[name] = value?.DeepClone();
            }

            var script = Facet("urn:governance-samples:facets:script");
            script["path"] = "samples/generator";
            script["version"] = DependencyList.GeneratorVersion;
            _events.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["eventType"] = type,
                        ["eventTime"] = CsvTable.Time(time),
                        ["producer"] = Producer,
                        ["schemaURL"] = Specification + "2-0-2/OpenLineage.json#/$defs/RunEvent",
                        ["run"] = new JsonObject
                        {
                            ["runId"] = Digest.Identifier($"{definition.ModelId}.{job}.{key}").ToString(),
                            ["facets"] = new JsonObject { ["sample_parameters"] = facet },
                        },
                        ["job"] = new JsonObject
                        {
                            ["namespace"] = "governance-samples",
                            ["name"] = $"{definition.ModelId}.{job}",
                            ["facets"] = new JsonObject { ["sample_script"] = script },
                        },
                        ["inputs"] = new JsonArray([
                            .. inputs.Select(i =>
                                DataSet(i, "inputFacets", "inputStatistics", "1-0-0", "InputStatisticsInputDatasetFacet")
                            ),
                        ]),
                        ["outputs"] =
                            type == "START"
                                ? []
                                : new JsonArray([
                                    .. outputs.Select(o =>
                                        DataSet(o, "outputFacets", "outputStatistics", "1-0-2", "OutputStatisticsOutputDatasetFacet")
                                    ),
                                ]),
                    }
            );
        }
    }

    private JsonObject DataSet(string path, string facets, string name, string version, string schema)
    {
        var table = path.EndsWith(".csv.gz", StringComparison.Ordinal) ? files.Table(path) : null;
        var fields = Facet(Schema("1-1-1", "SchemaDatasetFacet"));
        fields["fields"] = table is null
            ? new JsonArray(
                new JsonObject
                {
                    ["name"] = path.Contains("/artifacts/", StringComparison.Ordinal) ? "artifact" : "evaluation",
                    ["type"] = "json",
                }
            )
            : new JsonArray([.. table.Header.Select(h => new JsonObject { ["name"] = h, ["type"] = TypeOf(h) })]);
        var datasetVersion = Facet(Schema("1-0-1", "DatasetVersionDatasetFacet"));
        datasetVersion["datasetVersion"] = "sha256:" + (table?.Sha256 ?? Digest.Sha256(files.Files[path]));
        var statistics = Facet(Schema(version, schema));
        statistics["rowCount"] = table?.Rows ?? 1;
        statistics["size"] = table?.Content.Length ?? files.Files[path].Length;
        return new JsonObject
        {
            ["namespace"] = "governance-samples",
            ["name"] = path,
            ["facets"] = new JsonObject { ["schema"] = fields, ["version"] = datasetVersion },
            [facets] = new JsonObject { [name] = statistics },
        };
    }

    private string TypeOf(string column)
    {
        var feature = definition.Data.Features.Features.FirstOrDefault(f => f.Name == column);
        return feature switch
        {
            { IsNumeric: true, Decimals: 0 } => "integer",
            { IsNumeric: true } => "double",
            _ when column is "score" || column.EndsWith("_value", StringComparison.Ordinal) => "double",
            _ when column.EndsWith("label", StringComparison.Ordinal) => "integer",
            _ => "string",
        };
    }
}
