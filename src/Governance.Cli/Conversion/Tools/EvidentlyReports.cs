using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// Reports of Evidently, of 0.7 (<c>Snapshot.dict</c>: metric_name, config, value) and before (<c>Report.json</c>: metric, result). Its
/// drift verdicts and test results rest on its own thresholds and are left out. Public schema: github.com/evidentlyai/evidently,
/// src/evidently/core/metric_types.py, src/evidently/legacy/metrics.
/// </summary>
internal sealed partial class EvidentlyReports : IForeignTool
{
    public string Name => "evidently";

    public Version First { get; } = new(0, 2);

    public Version Before { get; } = new(0, 8);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        if (!document.Has("metrics") && document.Has("tests"))
        {
            throw document.Bad("it is a test suite: its results rest on limits of its own, and no figures. Export a report instead");
        }

        var features = new DriftFeatures();
        var figures = new Figures();
        var metrics = document.Need("metrics").Items().ToList();
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            var name = metric.Find("metric") is { } legacy
                ? ReadLegacy(metric, legacy, features, figures)
                : ReadValue(metric, features, figures);
            if (name is not null)
            {
                unknown.Add(name);
            }
        }

        List<Converted> reports = [];
        if (features.Count > 0)
        {
            reports.Add(new(EvidenceKind.Drift, new JsonObject { ["features"] = features.Json }));
        }

        if (figures.Count > 0)
        {
            reports.Add(new(EvidenceKind.Validation, new JsonObject { ["metrics"] = figures.Json }));
        }

        if (reports.Count == 0)
        {
            throw document.Need("metrics").None("metric", unknown);
        }

        foreach (var report in reports)
        {
            report.Payload["leftOut"] = new JsonArray([.. unknown.Select(u => JsonValue.Create(u))]);
        }

        return new(document.Version("version"), null, reports);
    }

    // 0.7: the type is the end of config.type, or what stands before the bracket of the name.
    private static string? ReadValue(Place metric, DriftFeatures features, Figures figures)
    {
        var named = metric.Find("metric_name") ?? metric.Find("metric_id") ?? throw metric.Bad("metric_name is missing");
        var config = metric.Find("config");
        var type = (config?.Find("type")?.Text() ?? named.Text().Split('(')[0]).Split(':')[^1];
        if (type == "ValueDrift")
        {
            var column = config?.Find("column")?.Text() ?? Argument(named, "column") ?? throw named.Bad("it does not name a column");
            var method = config?.Find("method")?.Text() ?? Argument(named, "method");
            features.Add(named, column, method, Value(metric));
            return null;
        }

        if (Ours(type) is not { } ours)
        {
            return type;
        }

        figures.Add(named, ours, Value(metric));
        return null;
    }

    // Its mean absolute percentage error is a hundred times the share that others give.
    private static string? Ours(string measure) => measure is "MAPE" or "mean_abs_perc_error" ? "mapePercent" : Figures.Ours(measure);

    // Errors come with their spread: {mean, std}.
    private static double? Value(Place metric) =>
        metric.Find("value") is { IsObject: true } pair ? pair.Figure("mean") : metric.Figure("value");

    // ValueDrift(column=net, of tax (EUR),method=psi,threshold=0.1): a name may have commas and brackets of its own, and the next argument
    // begins behind a comma with a name and an equals sign.
    private static string? Argument(Place named, string name)
    {
        var text = named.Text();
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open <= 0 || !text.EndsWith(')'))
        {
            return null;
        }

        var inside = text[(open + 1)..^1];
        var begins = ArgumentBegin().Matches(inside);
        for (var i = 0; i < begins.Count; i++)
        {
            if (begins[i].Groups[1].Value == name)
            {
                return inside[(begins[i].Index + begins[i].Length)..(i + 1 < begins.Count ? begins[i + 1].Index : inside.Length)];
            }
        }

        return null;
    }

    [GeneratedRegex("(?:^|,)([a-z_]{1,40})=", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ArgumentBegin();

    private static string? ReadLegacy(Place metric, Place type, DriftFeatures features, Figures figures)
    {
        var name = type.Text();
        switch (name)
        {
            case "DataDriftTable":
                foreach (var (column, drift) in metric.Need("result").Need("drift_by_columns").Members())
                {
                    features.Add(drift, column, drift.Need("stattest_name").Text(), drift.Figure("drift_score"));
                }

                return null;
            case "ColumnDriftMetric":
                var one = metric.Need("result");
                features.Add(one, one.Need("column_name").Text(), one.Need("stattest_name").Text(), one.Figure("drift_score"));
                return null;
            case "ClassificationQualityMetric" or "RegressionQualityMetric":
                foreach (var (measure, value) in metric.Need("result").Need("current").Members())
                {
                    if (Ours(measure) is { } ours)
                    {
                        figures.Add(value, ours, value.Figure());
                    }
                }

                return null;
            default:
                return name;
        }
    }
}
