using System.Text.Json.Nodes;
using Governance.Samples.Statistics;

namespace Governance.Samples.Output;

internal static class JsonValues
{
    /// <summary>Six decimals, as everywhere in the samples; an undefined value stays null.</summary>
    public static JsonNode? Rounded(double? value) => value is { } v ? Math.Round(v, 6, MidpointRounding.ToEven) : null;

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)v)]);

    public static JsonObject? Bounds(Interval? interval) =>
        interval is null
            ? null
            : new JsonObject
            {
                ["value"] = Rounded(interval.Value),
                ["low"] = Rounded(interval.Low),
                ["high"] = Rounded(interval.High),
            };

    public static JsonObject? BoundsWithCount(Interval? interval)
    {
        var bounds = Bounds(interval);
        bounds?.Insert(1, "n", interval!.N);
        return bounds;
    }
}
