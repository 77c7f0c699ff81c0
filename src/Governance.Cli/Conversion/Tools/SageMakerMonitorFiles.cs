using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Analytics.Statistics;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// Files of Amazon SageMaker Model Monitor: <c>statistics.json</c> of data and model quality, <c>constraints.json</c> and
/// <c>constraint_violations.json</c>. Histograms, sketches, domains and the sentences of violations hold values of rows and stay out;
/// thresholds are the tool's own. Public schemas: docs.aws.amazon.com/sagemaker/latest/dg/, pages
/// model-monitor-byoc-statistics, model-monitor-byoc-constraints, model-monitor-interpreting-violations and
/// model-monitor-model-quality-metrics.
/// </summary>
internal sealed class SageMakerMonitorFiles : IForeignTool
{
    private const int MaxListed = 2_000;

    private static readonly string[] s_problems = ["binary_classification", "multiclass_classification", "regression"];

    public string Name => "sagemaker-monitor";

    // A hosted service: its files state the version of their schema only.
    public Version First { get; } = new(0, 0);

    public Version Before { get; } = new(0, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        RequireSchema(document);
        if (document.Has("violations"))
        {
            return new("hosted", null, [Violations(document)]);
        }

        if (document.Has("dataset"))
        {
            return Statistics(document);
        }

        return document.Has("features") ? new("hosted", null, [Constraints(document)])
            : Array.Find(s_problems, p => document.Has(p + "_constraints")) is { } problem
                ? new("hosted", null, [QualityConstraints(document, document.Need(problem + "_constraints"))])
            : throw document.Bad("it is not statistics.json, constraints.json or constraint_violations.json");
    }

    // Written as 0 or 0.0; files of bias and explainability monitors say "1.0" and have other members.
    private static void RequireSchema(Place document)
    {
        if (document.Version("version") is { } version && version.Trim('0', '.').Length > 0 && !document.Has("violations"))
        {
            throw document.Need("version").Bad("files of this schema version are not supported; only version 0 is");
        }
    }

    private static Conversion Statistics(Place document)
    {
        var dataset = document.Need("dataset");
        var rows = dataset.Count("item_count");
        DateTimeOffset? at = null;
        if (dataset.Find("evaluation_time") is { } time)
        {
            at = Instant(time);
        }

        var problem = Array.Find(s_problems, p => document.Has(p + "_metrics"));
        var report = problem is null ? Quality(document, rows) : Performance(document.Need(problem + "_metrics"), rows);
        if (Window(dataset) is { } window)
        {
            report.Payload["windows"] = new JsonArray(window);
        }

        return new("hosted", at, [report]);
    }

    private static Converted Quality(Place document, long? rows)
    {
        var columns = new JsonArray();
        var metrics = new JsonArray();
        var (cells, gaps) = (0L, 0L);
        var features = document.Need("features");
        foreach (var feature in features.Items())
        {
            var name = feature.Need("name").Text();
            var type = feature.Need("inferred_type").Text();
            if ((feature.Find("numerical_statistics") ?? feature.Find("string_statistics")) is not { } statistics)
            {
                throw feature.Bad("it has neither numerical_statistics nor string_statistics");
            }

            var common = statistics.Need("common");
            var (present, missing) = (common.Count("num_present"), common.Count("num_missing"));
            // Two of the three say the third.
            (var all, missing) = (rows ?? present + missing, missing ?? rows - present);
            if (present is not null && missing is not null && present + missing != all)
            {
                throw common.Bad(
                    string.Create(CultureInfo.InvariantCulture, $"{present + missing} rows are present or missing, but item_count is {all}")
                );
            }

            var share = missing is { } none && all is { } of ? new Proportion(none, of) : (Proportion?)null;
            (cells, gaps) = (cells + (share?.Trials ?? 0), gaps + (share?.Successes ?? 0));
            columns.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = name,
                        ["type"] = type,
                        ["rows"] = all,
                        ["missing"] = missing,
                        ["mean"] = statistics.FigureIfAny("mean"),
                        ["sd"] = statistics.FigureIfAny("std_dev"),
                        ["distinct"] = statistics.FigureIfAny("distinct_count"),
                    }
            );
            metrics.Add((JsonNode)Share("missingShare", share, $"column={name}"));
        }

        if (columns.Count == 0)
        {
            throw features.Bad("it has no feature");
        }

        metrics.Insert(0, Share("missingShare", new Proportion(gaps, cells), null));
        return new(EvidenceKind.Other, new JsonObject { ["metrics"] = metrics, ["columns"] = columns });
    }

    private static Converted Performance(Place measures, long? rows)
    {
        var figures = new Figures();
        var spread = new JsonObject();
        foreach (var (name, measure) in measures.Members())
        {
            // Curves and the confusion matrix have no value of their own.
            if (!measure.IsObject || !measure.Has("value"))
            {
                continue;
            }

            var ours = Figures.Ours(name) ?? Figures.Camel(name);
            figures.Add(measure, ours, measure.Figure("value"), rows);
            if (measure.FigureIfAny("standard_deviation") is { } sd)
            {
                spread[ours] = sd;
            }
        }

        return figures.Count > 0
            ? new(EvidenceKind.Validation, new JsonObject { ["metrics"] = figures.Json, ["standardDeviations"] = spread })
            : throw measures.Bad("none of its members has a value");
    }

    private static Converted Constraints(Place document)
    {
        var listed = new JsonArray();
        var metrics = new JsonArray();
        var features = document.Need("features");
        var (least, count) = ((double?)1, 0);
        foreach (var feature in features.Items())
        {
            var name = feature.Need("name").Text();
            var completeness = feature.Member("completeness").Share();
            (least, count) = (completeness is { } known && least is { } before ? Math.Min(before, known) : null, count + 1);
            var one = new JsonObject { ["name"] = name, ["type"] = feature.Need("inferred_type").Text() };
            if (feature.Find("num_constraints")?.Find("is_non_negative") is { } sign)
            {
                one["nonNegative"] = sign.Flag();
            }

            // The values of a domain are values of the data; how many there are is not.
            if (feature.Find("string_constraints")?.Find("domains") is { } domain)
            {
                one["domainSize"] = domain.Items().Count();
            }

            listed.Add((JsonNode)one);
            metrics.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = "completeness",
                        ["value"] = completeness,
                        ["slice"] = $"column={name}",
                    }
            );
        }

        if (count == 0)
        {
            throw features.Bad("it has no feature");
        }

        metrics.Insert(0, new JsonObject { ["name"] = "completeness", ["value"] = least });
        return new(EvidenceKind.Other, new JsonObject { ["metrics"] = metrics, ["baselineConstraints"] = listed });
    }

    private static Converted QualityConstraints(Place document, Place constraints)
    {
        var listed = new JsonArray();
        foreach (var (name, constraint) in constraints.Members())
        {
            listed.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["measure"] = Figures.Ours(name) ?? Figures.Camel(name),
                        ["comparison"] = constraint.Need("comparison_operator").Text() switch
                        {
                            "LessThanThreshold" => "below",
                            "GreaterThanThreshold" => "above",
                            var other => throw constraint.Bad($"{other} is not a supported comparison"),
                        },
                        ["baseline"] = constraint.Figure("threshold"),
                    }
            );
        }

        if (listed.Count == 0)
        {
            throw document.Bad("it has no constraint");
        }

        var figures = new Figures();
        figures.Add(constraints, "baselineConstraints", listed.Count);
        return new(EvidenceKind.Other, new JsonObject { ["metrics"] = figures.Json, ["baselineConstraints"] = listed });
    }

    private static Converted Violations(Place document)
    {
        var list = document.Need("violations");
        var (total, listed) = (0L, new JsonArray());
        var byCheck = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var violation in list.Items())
        {
            var check = violation.Need("constraint_check_type").Text();
            // Features of data quality, measures of model quality, facets of bias, labels of explanations.
            var subject =
                violation.Find("feature_name") ?? violation.Find("metric_name") ?? violation.Find("facet") ?? violation.Find("label");
            if (subject is null && !violation.Has("description"))
            {
                throw violation.Bad("it states neither its subject nor what was found");
            }

            total++;
            byCheck[check] = byCheck.GetValueOrDefault(check) + 1;
            if (listed.Count < MaxListed)
            {
                listed.Add((JsonNode)new JsonObject { ["check"] = check, ["about"] = subject?.Text() });
            }
        }

        var metrics = new JsonArray((JsonNode)new JsonObject { ["name"] = "constraintViolations", ["value"] = total });
        foreach (var (check, count) in byCheck)
        {
            metrics.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = "constraintViolations",
                        ["value"] = count,
                        ["slice"] = $"check={check}",
                    }
            );
        }

        return new(EvidenceKind.Other, new JsonObject { ["metrics"] = metrics, ["violations"] = listed });
    }

    private static JsonObject? Window(Place dataset) =>
        dataset.Find("start_time") is { } first
        && dataset.Find("end_time") is { } last
        && Instant(first) is var start
        && Instant(last) is var end
            // A baseline has no window: both of its times are those of the epoch's first days.
            ? start < end && start.Year > 1970
                ? new JsonObject { ["start"] = Shared.CommonOptions.Utc(start), ["end"] = Shared.CommonOptions.Utc(end) }
                : null
            : null;

    private static DateTimeOffset Instant(Place place) =>
        Shared.CommonOptions.TryReadInstant(place.Text(), out var time) ? time : throw place.Bad("it is not a time with a time zone");

    private static JsonObject Share(string name, Proportion? share, string? slice) =>
        new()
        {
            ["name"] = name,
            ["value"] = share?.Value,
            ["n"] = share?.Trials,
            ["low"] = share?.Wilson?.Low,
            ["high"] = share?.Wilson?.High,
            ["slice"] = slice,
        };
}
