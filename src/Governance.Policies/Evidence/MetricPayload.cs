using System.Text.Json;
using System.Text.RegularExpressions;

namespace Governance.Policies;

/// <summary>
/// Reads measured values: the members of a performance report, and a member <c>metrics</c> of any report (an object by name, or a list).
/// </summary>
internal static partial class MetricPayload
{
    public static IEnumerable<GateMetric> Read(string kind, Payload payload)
    {
        var metrics = new List<GateMetric>();
        if (kind is "validation" or "robustness")
        {
            // A null among them means "undefined" and is kept as such.
            metrics.AddRange(
                PerformanceMetrics
                    .All.Where(name => payload.Has(name) || payload.IsNull(name))
                    .Select(name => One(payload, name, RowsOf(payload, name)))
            );
        }

        switch (payload.Find("metrics"))
        {
            case null:
                break;
            case { ValueKind: JsonValueKind.Array }:
                metrics.AddRange(
                    payload
                        .Objects("metrics")
                        .Select(item =>
                            Full(item, item.Word("name") ?? throw new PayloadShapeException($"{item.PathOf("name")} is missing"))
                        )
                );
                break;
            default:
                var inner = payload.Object("metrics")!;
                metrics.AddRange(inner.Names.Select(name => One(inner, name, null)));
                break;
        }

        return metrics;
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();

    /// <summary>A value given plainly, or as <c>{value, n, low, high}</c>.</summary>
    public static GateMetric One(Payload payload, string name, long? n)
    {
        if (payload.Find(name) is { ValueKind: JsonValueKind.Object })
        {
            var inner = payload.Object(name)!;
            return Full(inner, name) is var full && full.N is null ? OnItsScale(full with { N = n }, payload.PathOf(name)) : full;
        }

        return OnItsScale(Named(name, payload.PathOf(name)) with { Value = payload.Number(name), N = n }, payload.PathOf(name));
    }

    private static GateMetric Full(Payload inner, string name)
    {
        var metric = Named(name, inner.PathOf("name")) with
        {
            Value = inner.Number("value"),
            N = inner.Count("n"),
            Low = inner.Number("low"),
            High = inner.Number("high"),
            Attribute = inner.Word("attribute"),
            Slice = inner.Word("slice"),
        };
        return metric.Low > metric.High
            ? throw new PayloadShapeException($"{inner.PathOf("low")} is above {inner.PathOf("high")}")
            : OnItsScale(metric, inner.PathOf("value"));
    }

    /// <summary>A figure of no rows is undefined, whatever it says; one that lies beyond its scale is another figure.</summary>
    public static GateMetric OnItsScale(GateMetric metric, string path) =>
        metric.Value is not { } value ? metric
        : metric.N == 0 ? metric with { Value = null, Low = null, High = null }
        : MetricKinds.CanBe(metric.Name, value) ? metric
        : throw new PayloadShapeException($"{path} is {Number.Write(value)}, and {metric.Name} {MetricKinds.ScaleOf(metric.Name)}");

    private static GateMetric Named(string name, string path) =>
        NamePattern().IsMatch(name)
            ? new(name, null, null, null, null, null, null, null, "evidence")
            : throw new PayloadShapeException($"{path} is not the name of a metric");

    /// <summary>
    /// Rows behind a measure: the negatives for the false-positive rate, the positives for the false-negative rate, else all labelled rows.
    /// </summary>
    private static long? RowsOf(Payload payload, string name)
    {
        var confusion = name is "fpr" or "fnr" ? payload.Object("confusion") : null;
        return name switch
        {
            "fpr" => confusion?.Count("fp") + confusion?.Count("tn"),
            "fnr" => confusion?.Count("fn") + confusion?.Count("tp"),
            _ => payload.Count("labelled"),
        };
    }
}
