using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// Alert records of one alert rule of Fiddler, as its API lists them (<c>data.items</c>) or as a list: the newest value of each
/// feature. A record does not name what its rule measures, and Fiddler publishes no schema of its webhooks. Severity and thresholds are
/// its own and stay out. Public schema: the records of github.com/fiddler-labs, fiddler/schemas/alert_record.py.
/// </summary>
internal sealed class FiddlerAlerts : IForeignTool
{
    public string Name => "fiddler";

    public Version First { get; } = new(0, 0);

    public Version Before { get; } = new(0, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        var measure =
            hints.Measure
            ?? throw document.Bad("an alert record does not name what its rule measures: name it with --measure, such as psi");
        var items = document.IsList ? document : document.Need("data").Need("items");
        var newest = new SortedDictionary<string, (long At, double? Value, Place Place)>(StringComparer.Ordinal);
        string? rule = null;
        foreach (var record in items.Items())
        {
            var of = record.Find("alert_rule_id") ?? record.Need("alert_config_uuid");
            if ((rule ??= of.Text()) != of.Text())
            {
                throw of.Bad("it belongs to a different rule from the previous records: export the records of one rule");
            }

            var (feature, value) = (record.Find("feature_name")?.Text() ?? "", record.Figure("alert_value"));
            // Of a record that does not say its time no one knows whether it is the newest.
            if (record.Count("alert_time_bucket") is { } at && (!newest.TryGetValue(feature, out var before) || at > before.At))
            {
                newest[feature] = (at, value, record);
            }
        }

        if (newest.Count == 0)
        {
            throw items.None("record", []);
        }

        var producedAt = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(newest.Values.Max(n => n.At), 253_402_300_799_000));
        return new(
            "hosted",
            producedAt,
            [measure.Equals("psi", StringComparison.OrdinalIgnoreCase) ? Drift(newest) : Others(measure, newest)]
        );
    }

    private static Converted Drift(SortedDictionary<string, (long At, double? Value, Place Place)> newest)
    {
        var features = new DriftFeatures();
        foreach (var (feature, (_, value, place)) in newest)
        {
            features.Add(place, feature, "psi", value);
        }

        return new(EvidenceKind.Drift, new JsonObject { ["features"] = features.Json });
    }

    private static Converted Others(string measure, SortedDictionary<string, (long At, double? Value, Place Place)> newest)
    {
        var name = Figures.Ours(measure) ?? Figures.Camel(measure);
        return new(
            Figures.Ours(measure) is null ? EvidenceKind.Other : EvidenceKind.Validation,
            new JsonObject
            {
                ["metrics"] = new JsonArray([
                    .. newest.Select(n =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["name"] = name,
                                ["value"] = n.Value.Value,
                                ["slice"] = n.Key.Length == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"feature={n.Key}"),
                            }
                    ),
                ]),
            }
        );
    }
}
