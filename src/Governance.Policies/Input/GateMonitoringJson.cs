using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>The member <c>monitoring</c> of an input. A part of which nothing is known is left out.</summary>
internal static class GateMonitoringJson
{
    public static GateMonitoring Read(JsonFields monitoring) =>
        new()
        {
            Bands = monitoring.RequiredObject("bands", Bands) ?? new("none"),
            Window = monitoring.OptionalObject("window", Window),
            Drift = monitoring.Objects("drift", feature => new DriftFeature(feature.Text("name"), feature.Numbers("statistics"))),
            Quality = monitoring.OptionalObject(
                "quality",
                quality => new GateQuality(quality.Count("failed"), quality.Count("warned"))
                {
                    Checks = quality.Objects("checks", GateQualityCheck.Read),
                }
            ),
            Performance = monitoring.OptionalObject(
                "performance",
                performance => new GatePerformance(
                    performance.RequiredObject("window", Window) ?? s_none,
                    performance.Count("labelled"),
                    performance.Objects("metrics", GateInputReader.Metric)
                )
            ),
            Alerts = monitoring.Objects(
                "alerts",
                alert => new GateAlert(
                    alert.Text("id"),
                    alert.Word("kind", PolicyVocabulary.AlertKinds),
                    alert.Text("field"),
                    alert.Word("severity", PolicyVocabulary.AlertSeverities),
                    alert.Time("since")
                )
            ),
        };

    public static JsonObject Write(GateMonitoring monitoring)
    {
        var json = new JsonObject { ["bands"] = Write(monitoring.Bands) };
        GateInputWriter.Set(json, "window", monitoring.Window is { } window ? Write(window) : null);
        GateInputWriter.Set(
            json,
            "drift",
            monitoring.Drift.Count > 0 ? GateInputWriter.Sorted(monitoring.Drift, GateInputWriter.Feature) : null
        );
        GateInputWriter.Set(json, "quality", monitoring.Quality is { } quality ? Write(quality) : null);
        GateInputWriter.Set(
            json,
            "performance",
            monitoring.Performance is { } performance
                ? new JsonObject
                {
                    ["window"] = Write(performance.Window),
                    ["labelled"] = performance.Labelled,
                    ["metrics"] = GateInputWriter.Sorted(performance.Metrics, GateInputWriter.Metric),
                }
                : null
        );
        GateInputWriter.Set(json, "alerts", monitoring.Alerts.Count > 0 ? GateInputWriter.Sorted(monitoring.Alerts, Write) : null);
        return json;
    }

    private static readonly GateWindow s_none = new(string.Empty, string.Empty, default, default, 0, new(string.Empty, string.Empty, 0));

    private static GateBands Bands(JsonFields bands) =>
        new(
            bands.Word("alerts", GateBands.AlertBands),
            Word(bands, "data", GateBands.DataBands),
            Word(bands, "drift", GateBands.Levels),
            Word(bands, "quality", GateBands.Levels),
            Word(bands, "performance", GateBands.Levels)
        );

    private static string? Word(JsonFields bands, string name, IReadOnlyList<string> words) =>
        bands.Has(name) ? bands.Word(name, words) : null;

    private static GateWindow Window(JsonFields window) =>
        new(
            window.Text("id"),
            window.Sha256("sha256"),
            window.Time("start"),
            window.Time("end"),
            window.Count("rows"),
            window.RequiredObject(
                "reference",
                reference => new GateReference(reference.Text("id"), reference.Sha256("sha256"), reference.Count("rows"))
            ) ?? s_none.Reference
        );

    private static JsonObject Write(GateBands bands)
    {
        var json = new JsonObject { ["alerts"] = bands.Alerts };
        GateInputWriter.Set(json, "data", bands.Data);
        GateInputWriter.Set(json, "drift", bands.Drift);
        GateInputWriter.Set(json, "quality", bands.Quality);
        GateInputWriter.Set(json, "performance", bands.Performance);
        return json;
    }

    private static JsonObject Write(GateQuality quality)
    {
        var json = new JsonObject { ["failed"] = quality.Failed, ["warned"] = quality.Warned };
        GateInputWriter.Set(
            json,
            "checks",
            quality.Checks.Count > 0 ? GateInputWriter.Sorted(quality.Checks, check => check.ToJson()) : null
        );
        return json;
    }

    private static JsonObject Write(GateWindow window) =>
        new()
        {
            ["id"] = window.Id,
            ["sha256"] = window.Sha256,
            ["start"] = Instant.Write(window.Start),
            ["end"] = Instant.Write(window.End),
            ["rows"] = window.Rows,
            ["reference"] = new JsonObject
            {
                ["id"] = window.Reference.Id,
                ["sha256"] = window.Reference.Sha256,
                ["rows"] = window.Reference.Rows,
            },
        };

    private static JsonObject Write(GateAlert alert) =>
        new()
        {
            ["id"] = alert.Id,
            ["kind"] = alert.Kind,
            ["field"] = alert.Field,
            ["severity"] = alert.Severity,
            ["since"] = Instant.Write(alert.Since),
        };
}
