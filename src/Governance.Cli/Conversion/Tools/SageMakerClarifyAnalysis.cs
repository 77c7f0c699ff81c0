using System.Text.Json.Nodes;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// <c>analysis.json</c> of Amazon SageMaker Clarify: bias before and after training, and global Shapley values. Each facet is compared
/// with the rest of the rows, so the difference of predicted proportions is, without its sign, the demographic parity difference of these
/// two groups, the difference of recall that of equal opportunity, and with the difference of specificity that of equalised odds. Public
/// schema: docs.aws.amazon.com/sagemaker/latest/dg/, pages clarify-processing-job-analysis-results, clarify-measure-data-bias and
/// clarify-measure-post-training-bias.
/// </summary>
internal sealed class SageMakerClarifyAnalysis : IForeignTool
{
    private const int MaxFeatures = 2_000;

    public string Name => "sagemaker-clarify";

    // A hosted service: its files state the version of their schema only.
    public Version First { get; } = new(0, 0);

    public Version Before { get; } = new(0, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        var version = document.Need("version");
        if (version.Text() != "1.0")
        {
            throw version.Bad("files of this schema version are not supported; only version 1.0 is");
        }

        var reports = new List<Converted>();
        if (document.Find("post_training_bias_metrics") is { } after)
        {
            reports.Add(new(EvidenceKind.Fairness, AfterTraining(after)));
        }

        if (document.Find("explanations")?.Find("kernel_shap") is { } shap)
        {
            reports.Add(new(EvidenceKind.Explainability, Explanations(shap)));
        }

        if (document.Find("pre_training_bias_metrics") is { } before)
        {
            reports.Add(new(EvidenceKind.Other, BeforeTraining(before)));
        }

        return reports.Count > 0
            ? new("hosted", null, reports)
            : throw document.Bad("it holds neither bias metrics nor global Shapley values");
    }

    private static JsonObject AfterTraining(Place bias)
    {
        var (attributes, metrics) = (new JsonArray(), new JsonArray());
        foreach (var facet in Facets(bias))
        {
            double? Of(string name) => facet.Measures.GetValueOrDefault(name);
            var entry = new JsonObject { ["attribute"] = facet.Name };
            Put(entry, facet, "DPPL", "demographicParityDifference", Absolute(Of("DPPL")));
            Put(entry, facet, "DI", "demographicParityRatio", Of("DI") is >= 0 and var ratio ? (ratio <= 1 ? ratio : 1 / ratio) : null);
            Put(entry, facet, "RD", "equalOpportunityDifference", Absolute(Of("RD")));
            if (facet.Measures.ContainsKey("SD"))
            {
                Put(
                    entry,
                    facet,
                    "RD",
                    "equalizedOddsDifference",
                    Absolute(Of("RD")) is { } recall && Absolute(Of("SD")) is { } specificity ? Math.Max(recall, specificity) : null
                );
            }

            attributes.Add((JsonNode)entry);
            List(metrics, facet);
        }

        return new JsonObject
        {
            ["method"] = "one facet against the rest",
            ["attributes"] = attributes,
            ["metrics"] = metrics,
        };
    }

    private static JsonObject BeforeTraining(Place bias)
    {
        var metrics = new JsonArray();
        foreach (var facet in Facets(bias))
        {
            List(metrics, facet);
        }

        return new JsonObject { ["method"] = "one facet against the rest, before training", ["metrics"] = metrics };
    }

    private static IEnumerable<Facet> Facets(Place bias)
    {
        var any = false;
        var facets = bias.Need("facets");
        foreach (var (name, values) in facets.Members())
        {
            var all = values.Items().ToList();
            foreach (var one in all)
            {
                var value = one.Need("value_or_threshold").Text();
                var measures = new SortedDictionary<string, double?>(StringComparer.Ordinal);
                foreach (var metric in one.Need("metrics").Items())
                {
                    var measure = metric.Need("name").Text();
                    // What could not be computed may have an error in place of its value.
                    if (
                        !measures.TryAdd(Figures.Named(measure), metric.Has("error") ? metric.FigureIfAny("value") : metric.Figure("value"))
                    )
                    {
                        throw metric.Bad($"{measure} has a second value");
                    }
                }

                if (measures.Count == 0)
                {
                    throw one.Need("metrics").Bad("it has no measure");
                }

                any = true;
                yield return new Facet(all.Count == 1 ? name : $"{name}={value}", $"{name}={value}", measures);
            }
        }

        if (!any)
        {
            throw facets.Bad("it does not name a facet");
        }
    }

    private static void Put(JsonObject entry, Facet facet, string source, string name, double? value)
    {
        if (facet.Measures.ContainsKey(source))
        {
            entry[name] = value;
        }
    }

    private static void List(JsonArray metrics, Facet facet)
    {
        foreach (var (name, value) in facet.Measures)
        {
            metrics.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = name,
                        ["value"] = value,
                        ["attribute"] = facet.Name,
                        ["slice"] = facet.Value,
                    }
            );
        }
    }

    private static double? Absolute(double? value) => value is { } number ? Math.Abs(number) : null;

    private static JsonObject Explanations(Place shap)
    {
        var explanations = new JsonArray();
        foreach (var (label, one) in shap.Members())
        {
            var values = one.Need("global_shap_values");
            var named = values.Members().Select(m => (m.Name, Value: m.Value.Figure())).ToList();
            var importances = named.Where(m => m.Value is not null).Select(m => (m.Name, Value: m.Value!.Value)).ToList();
            if (importances.Count is 0 or > MaxFeatures)
            {
                throw importances.Count > 0
                    ? values.Bad("it names more than 2,000 features")
                    : values.None("feature", [], "it does not name a feature");
            }

            // A share is of all features: with one of them unknown, no share is known.
            var total = importances.Count == named.Count ? importances.Sum(i => Math.Abs(i.Value)) : 0;
            explanations.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["method"] = "shap",
                        ["label"] = label,
                        ["base"] = one.FigureIfAny("expected_value"),
                        ["globalImportance"] = new JsonArray([
                            .. importances
                                .OrderByDescending(i => Math.Abs(i.Value))
                                .ThenBy(i => i.Name, StringComparer.Ordinal)
                                .Select(i =>
                                    (JsonNode)
                                        new JsonObject
                                        {
                                            ["feature"] = i.Name,
                                            ["meanAbsolute"] = Math.Abs(i.Value),
                                            ["share"] = total > 0 ? Math.Abs(i.Value) / total : null,
                                        }
                                ),
                        ]),
                    }
            );
        }

        return explanations.Count > 0
            ? new JsonObject
            {
                ["methods"] = new JsonArray("shap"),
                ["scope"] = new JsonArray("global"),
                ["explanations"] = explanations,
            }
            : throw shap.Bad("it contains no explanation for a label");
    }

    private sealed record Facet(string Name, string Value, SortedDictionary<string, double?> Measures);
}
