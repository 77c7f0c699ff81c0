using System.Text.Json.Nodes;
using Governance.Samples.Catalog;
using Governance.Samples.Data;
using Governance.Samples.Models;
using Governance.Samples.Numerics;
using Governance.Samples.Statistics;

namespace Governance.Samples.Output;

/// <summary>What a pipeline uploads for one version, one file a record, and the list of them.</summary>
internal sealed class EvidenceDocuments(SampleDefinition definition)
{
    private const int ExplainedRows = 200;
    private readonly SampleDataSet _data = definition.Data;

    public void Write(GeneratedFiles files, BuiltVersion version)
    {
        var folder = $"{definition.Folder}/evidence/{version.Version}";
        var reference = ReferenceTable();
        var documents = new List<(string File, string Kind, JsonObject Payload)>();
        IReadOnlyList<(string Name, string Sha256)> suites = [];
        if (definition.Suite?.Invoke(version.Definition) is { } suite)
        {
            // Before the validation on hold-out rows, which is the newest of its kind.
            var written = SuiteEvidence.Write(
                files,
                $"{definition.Folder}/suites/{version.Version}",
                suite,
                (set, rows) => Header(version, set, rows)
            );
            documents.AddRange(written);
            suites = SuiteEvidence.Sets(suite);
        }

        documents.Add(("validation.json", "validation", Validation(version, reference.Sha256)));
        if (version.Fairness.Count > 0)
        {
            documents.Add(("fairness.json", "fairness", Fairness(version, reference.Sha256)));
        }

        documents.Add(("robustness.json", "robustness", Robustness(version, reference.Sha256)));
        documents.Add(("explainability.json", "explainability", Explainability(version, reference.Sha256)));
        documents.Add(("sbom.cdx.json", "sbom", SbomDocument.Write(definition, version)));
        documents.Add(("model-card.json", "model-card", ModelCardDocument.Write(definition, version)));
        documents.Add(("regions.json", "other", Regions(version)));
        var list = new JsonArray();
        for (var i = 0; i < documents.Count; i++)
        {
            var (file, kind, payload) = documents[i];
            files.AddJson($"{folder}/{file}", payload);
            list.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["file"] = file,
                        ["kind"] = kind,
                        ["tool"] = DependencyList.Tool,
                        ["producedAt"] = CsvTable.Time(version.Definition.EvidenceAt.AddMinutes(5 * i)),
                    }
            );
        }

        files.AddJson(
            $"{folder}/manifest.json",
            new JsonObject
            {
                ["synthetic"] = true,
                ["model"] = definition.ModelId,
                ["version"] = version.Version,
                ["evidence"] = list,
            }
        );
        files.AddJson($"{folder}/version.json", RegistrationDocument.Version(definition, version, reference.Sha256, suites));
    }

    private CsvTable ReferenceTable()
    {
        var table = new CsvTable(["decision_id", .. _data.ProtectedNames, .. _data.Features.Features.Select(f => f.Name), "label"]);
        foreach (var row in _data.Reference)
        {
            table.Append([row.Id, .. row.Protected, .. PredictionTables.Inputs(_data.Features, row), row.Label == 1 ? "1" : "0"]);
        }

        return table;
    }

    private JsonObject Header(BuiltVersion version) =>
        new()
        {
            ["synthetic"] = true,
            ["artifactSha256"] = version.ArtifactSha256,
            ["subject"] = new JsonObject
            {
                ["model"] = definition.ModelId,
                ["version"] = version.Version,
                ["sha256"] = version.ArtifactSha256,
            },
        };

    // What a gate reads of it: the artifact, and the set that the version declares for tests.
    private JsonObject Header(BuiltVersion version, string testedOnSha256, int rows)
    {
        var header = Header(version);
        var subject = header["subject"]!.AsObject();
        subject["artifactSha256"] = version.ArtifactSha256;
        subject["datasetSha256"] = testedOnSha256;
        subject["rows"] = rows;
        return header;
    }

    private JsonObject Header(BuiltVersion version, string referenceSha256)
    {
        var header = Header(version, referenceSha256, _data.Reference.Count);
        header["dataset"] = new JsonObject
        {
            ["name"] = $"synthetic-{definition.Folder}-reference",
            ["rows"] = _data.Reference.Count,
            ["sha256"] = referenceSha256,
        };
        return header;
    }

    private JsonObject Validation(BuiltVersion version, string referenceSha256)
    {
        var p = version.Performance;
        var document = Header(version, referenceSha256);
        document["threshold"] = version.Model.Threshold;
        document["rows"] = _data.Reference.Count;
        document["labelled"] = p.Rows;
        document["accuracy"] = JsonValues.Rounded(p.Accuracy);
        document["precision"] = JsonValues.Rounded(p.Precision);
        document["recall"] = JsonValues.Rounded(p.Recall);
        document["f1"] = JsonValues.Rounded(p.F1);
        document["auc"] = JsonValues.Rounded(p.Auc);
        document["averagePrecision"] = JsonValues.Rounded(p.AveragePrecision);
        document["brier"] = JsonValues.Rounded(p.Brier);
        document["logLoss"] = JsonValues.Rounded(p.LogLoss);
        document["ece"] = JsonValues.Rounded(p.CalibrationError);
        document["confusion"] = new JsonObject
        {
            ["tp"] = p.TruePositives,
            ["fp"] = p.FalsePositives,
            ["tn"] = p.TrueNegatives,
            ["fn"] = p.FalseNegatives,
        };
        document["fpr"] = JsonValues.BoundsWithCount(p.FalsePositiveRate);
        document["fnr"] = JsonValues.BoundsWithCount(p.FalseNegativeRate);
        document["reliability"] = new JsonArray([
            .. p.Reliability.Select(b =>
                (JsonNode)
                    new JsonObject
                    {
                        ["lower"] = b.Bin / 10.0,
                        ["upper"] = (b.Bin + 1) / 10.0,
                        ["rows"] = b.Rows,
                        ["meanScore"] = JsonValues.Rounded(b.MeanScore),
                        ["positives"] = JsonValues.Bounds(b.Positives),
                    }
            ),
        ]);
        document["roc"] = new JsonArray([
            .. p.Roc.Select(r =>
                (JsonNode)
                    new JsonObject
                    {
                        ["threshold"] = JsonValues.Rounded(r.Threshold),
                        ["fpr"] = JsonValues.Rounded(r.FalsePositives),
                        ["tpr"] = JsonValues.Rounded(r.TruePositives),
                    }
            ),
        ]);
        return document;
    }

    private JsonObject Fairness(BuiltVersion version, string referenceSha256)
    {
        var document = Header(version, referenceSha256);
        document["favourableOutcome"] = definition.FavourableOutcome;
        document["selectedOutcome"] = definition.SelectedOutcome;
        document["minimumGroupSize"] = FairnessAttribute.MinimumGroupSize;
        document["attributes"] = new JsonArray([.. version.Fairness.Select(Attribute)]);
        return document;
    }

    private static JsonObject Attribute(FairnessAttribute attribute)
    {
        var groups = attribute.Groups.Select(g =>
            (JsonNode)
                new JsonObject
                {
                    ["name"] = g.Name,
                    ["count"] = g.Count,
                    ["labelled"] = g.Performance.Rows,
                    ["selectionRate"] = JsonValues.Bounds(g.SelectionRate),
                    ["tpr"] = JsonValues.Rounded(g.TruePositiveRate?.Value),
                    ["fpr"] = JsonValues.Rounded(g.FalsePositiveRate?.Value),
                    ["precision"] = JsonValues.Rounded(g.Performance.Precision),
                }
        );
        return new JsonObject
        {
            ["attribute"] = attribute.Name,
            ["groups"] = new JsonArray([.. groups]),
            ["demographicParityDifference"] = Both(attribute, FairnessAttribute.ParityDifference),
            ["demographicParityRatio"] = Both(attribute, FairnessAttribute.ParityRatio),
            ["equalOpportunityDifference"] = Both(attribute, FairnessAttribute.EqualOpportunityDifference),
            ["equalizedOddsDifference"] = Both(attribute, FairnessAttribute.EqualizedOddsDifference),
            ["undefinedGroups"] = JsonValues.Strings(attribute.UndefinedGroups),
            ["verdict"] = attribute.Verdict(),
        };
    }

    private static JsonObject Both(FairnessAttribute attribute, Func<IReadOnlyList<FairnessGroup>, double?> measure) =>
        new()
        {
            ["all"] = JsonValues.Rounded(measure(attribute.Groups)),
            ["minimumSize"] = JsonValues.Rounded(measure(attribute.LargeGroups)),
        };

    private JsonObject Robustness(BuiltVersion version, string referenceSha256)
    {
        var result = version.Robustness;
        var document = Header(version, referenceSha256, result.Rows);
        document["method"] = "bounded random perturbation";
        document["perturbation"] = RobustnessResult.Perturbation;
        document["rows"] = result.Rows;
        document["draws"] = result.Draws;
        document["meanFlipRate"] = JsonValues.Rounded(result.MeanFlipRate);
        document["rowsWithAnyFlip"] = JsonValues.BoundsWithCount(result.RowsWithAnyFlip);
        document["adversarialAccuracy"] = JsonValues.Rounded(result.UnchangedAndCorrect);
        return document;
    }

    private JsonObject Explainability(BuiltVersion version, string referenceSha256)
    {
        var model = version.Model;
        var rows = _data.Reference.Take(ExplainedRows).ToArray();
        var linear = model is LinearModel;
        var random = new SeededRandom(definition.Seed, "shapley-" + version.Version);
        var values = rows.Select(r =>
                linear ? [.. model.Attributions(r).Select(a => a.Value)] : ShapleyValues.Of(model, _data.Features, r, random)
            )
            .ToArray();
        var magnitudes = model.FeatureNames.Select((_, f) => values.Sum(v => Math.Abs(v[f])) / rows.Length).ToArray();
        var total = magnitudes.Sum();
        var importance = model
            .FeatureNames.Zip(magnitudes)
            .OrderByDescending(p => p.Second)
            .Select(p =>
                (JsonNode)
                    new JsonObject
                    {
                        ["feature"] = p.First,
                        ["meanAbsolute"] = JsonValues.Rounded(p.Second),
                        ["share"] = JsonValues.Rounded(p.Second / total),
                    }
            );
        var document = Header(version, referenceSha256, rows.Length);
        document["methods"] = linear ? new JsonArray("shap") : new JsonArray("shap", "occlusion");
        document["scope"] = new JsonArray("local", "global");
        document["description"] = linear
            ? "Shapley values of the log-odds of a linear model with independent features: coef * (x - training mean), exact"
            : "Shapley values of the log-odds against the baseline row, 8 pairs of permutations a row; the decision log carries occlusion values";
        document["unit"] = "log-odds";
        document["rows"] = rows.Length;
        document["globalImportance"] = new JsonArray([.. importance]);
        document["largestAdditivityError"] = JsonValues.Rounded(AdditivityError(model, rows, values));
        return document;
    }

    private static double AdditivityError(ScoringModel model, SampleRow[] rows, double[][] values)
    {
        // A linear model's base is its log-odds at the training means; numbers are centred, indicators have a mean.
        var start =
            model is LinearModel
                ? model.Intercept + model.Columns.Where(c => c.Kind != ModelColumn.Numeric).Sum(c => c.Coefficient * c.Mean)
                : ShapleyValues.BaselineLogOdds(model);
        return rows.Select((r, i) => Math.Abs(start + values[i].Sum() - model.LogOdds(r))).Max();
    }

    private JsonObject Regions(BuiltVersion version)
    {
        var document = Header(version);
        document["regions"] = new JsonObject
        {
            ["training"] = new JsonArray("eu-central-1"),
            ["hosting"] = new JsonArray("eu-central-1"),
            ["data"] = new JsonArray("eu-central-1"),
        };
        return document;
    }
}
