using System.Text.Json.Nodes;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// A suite's or check's result of Deepchecks (<c>SuiteResult.to_json</c>): drift scores and performance on the test set. Conditions are
/// its thresholds, and displays may show rows: both stay out. What is a table in Python stands in the JSON as a text of its own, which is
/// JSON again, and a number of NumPy as an object of its type and value. Performance by class is a slice of the report.
/// Public schema: github.com/deepchecks/deepchecks, deepchecks/core/serialization and BaseCheck.metadata.
/// </summary>
internal sealed class DeepchecksSuites : IForeignTool
{
    private static readonly string[] s_drift = ["FeatureDrift", "TrainTestFeatureDrift", "TrainTestDrift"];
    private static readonly string[] s_single = ["LabelDrift", "TrainTestLabelDrift", "PredictionDrift", "TrainTestPredictionDrift"];
    private static readonly string[] s_performance = ["TrainTestPerformance", "SingleDatasetPerformance", "PerformanceReport"];

    public string Name => "deepchecks";

    public Version First { get; } = new(0, 6);

    public Version Before { get; } = new(1, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        var features = new DriftFeatures();
        var figures = new Figures();
        var classes = new SortedDictionary<string, Figures>(StringComparer.Ordinal);
        var leftOut = new SortedSet<string>(StringComparer.Ordinal);
        var failed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var result in document.Need("type").Text() == "SuiteResult" ? document.Need("results").Items() : [document])
        {
            var kind = result.Need("type").Text();
            // A check is named in words there: Feature Drift is the class FeatureDrift.
            var check = result.Need("check").Need("name").Text().Replace(" ", string.Empty, StringComparison.Ordinal);
            if (kind == "CheckFailure")
            {
                failed.Add(check);
            }
            else if (kind != "CheckResult")
            {
                throw result.Need("type").Bad($"{kind} is not a supported result");
            }
            else if (s_drift.Contains(check, StringComparer.Ordinal))
            {
                foreach (var (column, drift) in result.Need("value").Members())
                {
                    Drift(features, column, drift);
                }
            }
            else if (s_single.Contains(check, StringComparer.Ordinal))
            {
                Single(features, check.Contains("Label", StringComparison.Ordinal) ? "label" : "prediction", result.Need("value"));
            }
            else if (s_performance.Contains(check, StringComparer.Ordinal))
            {
                Performance(figures, classes, result.Need("value").Nested());
            }
            else
            {
                leftOut.Add(check);
            }
        }

        List<Converted> reports = [];
        if (features.Count > 0)
        {
            reports.Add(new(EvidenceKind.Drift, new JsonObject { ["features"] = features.Json }));
        }

        if (figures.Count > 0 || classes.Count > 0)
        {
            reports.Add(
                new(
                    EvidenceKind.Validation,
                    new JsonObject { ["metrics"] = figures.Json, ["slices"] = new JsonArray([.. classes.Select(Slice)]) }
                )
            );
        }

        if (reports.Count == 0)
        {
            throw document.None("check", leftOut.Concat(failed));
        }

        foreach (var report in reports)
        {
            report.Payload["leftOut"] = new JsonArray([.. leftOut.Select(u => JsonValue.Create(u))]);
            report.Payload["notRun"] = new JsonArray([.. failed.Select(u => JsonValue.Create(u))]);
        }

        return new(null, null, reports);
    }

    // Predictions of several classes by their probabilities have a score for each class.
    private static void Single(DriftFeatures features, string name, Place drift)
    {
        if (drift.Find("Drift score")?.OfNumPy() is not { IsObject: true } classes)
        {
            Drift(features, name, drift);
            return;
        }

        foreach (var (@class, score) in classes.Members())
        {
            features.Add(score, $"{name}={@class}", drift.Need("Method").Text(), score.OfNumPy().Figure());
        }
    }

    // A column that could not be compared has no score, and no method either. It is a feature all the same: a limit on all of them has to
    // say that this one was not compared.
    private static void Drift(DriftFeatures features, string name, Place drift)
    {
        var score = drift.Member("Drift score").OfNumPy().Figure();
        features.Add(drift, name, score is null ? drift.Find("Method")?.Text() : drift.Need("Method").Text(), score);
    }

    private static JsonNode Slice(KeyValuePair<string, Figures> one) =>
        new JsonObject
        {
            ["by"] = "class",
            ["value"] = one.Key,
            ["metrics"] = one.Value.Json,
        };

    // A list of rows: Dataset, Class (null for the whole), Metric, Value, Number of samples. What classifies is measured by class alone,
    // unless other scorers were asked for.
    private static void Performance(Figures figures, SortedDictionary<string, Figures> classes, Place rows)
    {
        foreach (var row in rows.Items())
        {
            var set = row.Find("Dataset")?.Text();
            if (set is not (null or "Test"))
            {
                continue;
            }

            var (metric, of) = (row.Need("Metric").Text(), figures);
            if (row.Find("Class") is { IsUndefined: false } @class && !classes.TryGetValue(@class.Name(), out of!))
            {
                classes.Add(@class.Name(), of = new Figures());
            }

            of.Add(
                row,
                Figures.Ours(metric.Replace(' ', '_')) ?? Figures.Camel(metric),
                row.Member("Value").OfNumPy().Figure(),
                row.CountIfAny("Number of samples")
            );
        }
    }
}
