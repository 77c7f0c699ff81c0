using System.Text.Json;

namespace Governance.Policies;

/// <summary>
/// Reads the member <c>slices</c> of a report: the same measures for parts of its rows, each named by a column and a value of it. A policy
/// names such a part as <c>slice: column=value</c>.
/// </summary>
internal static class SlicePayload
{
    private const int MaxName = 1_000;

    /// <summary>Adds the measures of every slice.</summary>
    /// <returns>The columns by which the report is sliced; null when it is not.</returns>
    public static IReadOnlyList<string>? Read(string kind, Payload payload, List<GateMetric> metrics)
    {
        // Other tools may list something else under this name; ours name the column.
        if (
            kind is not ("validation" or "fairness" or "robustness")
            || payload.Find("slices") is not { ValueKind: JsonValueKind.Array } list
            || !list.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("by", out _))
        )
        {
            return null;
        }

        var columns = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var slice in payload.Objects("slices"))
        {
            var column = slice.Word("by") ?? throw new PayloadShapeException($"{slice.PathOf("by")} is missing");
            var name = $"{column}={ValueOf(slice)}";
            if (name.Length > MaxName)
            {
                throw new PayloadShapeException($"{slice.PathOf("value")} is longer than the name of a slice may be");
            }

            columns.Add(column);
            var measured = new List<GateMetric>(MetricPayload.Read(kind, slice));
            if (kind == "fairness")
            {
                FairnessPayload.Read(slice, measured);
            }

            metrics.AddRange(measured.Select(metric => metric with { Slice = name, N = metric.N ?? Rows(kind, slice) }));
        }

        return [.. columns];
    }

    // The rows of a fairness figure are those of its smallest group: where they are not listed they are not known.
    private static long? Rows(string kind, Payload slice) => kind == "fairness" ? null : slice.Count("rows");

    private static string ValueOf(Payload slice) =>
        slice.Find("value") switch
        {
            null => string.Empty,
            { ValueKind: JsonValueKind.String } text when StrictJson.TryText(text, out var value) => value,
            { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } plain => plain.GetRawText(),
            { } other => throw new PayloadShapeException($"{slice.PathOf("value")} is {JsonFields.Kind(other)}, expected a text"),
        };
}
