using System.Text.Json;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Stored;

/// <summary>Performance as it is kept with a window: the figures for readers, and the record later windows are compared with.</summary>
/// <param name="Metrics">The performance JSON of the CLI and API.</param>
/// <param name="Record">The figures with their counts.</param>
public sealed record StoredPerformance(JsonElement Metrics, PerformanceResult Record)
{
    /// <summary>What the scores meant, kept with a reference; null without labels of both classes.</summary>
    public ScoreCalibration? Calibration { get; init; }

    /// <summary>
    /// Performance estimated from the scores alone, whatever labels there are; null for a reference, and where its scores say nothing.
    /// </summary>
    public EstimatedPerformance? Estimate { get; init; }

    /// <summary>Packs figures for storage.</summary>
    public static StoredPerformance Of(
        PerformanceResult result,
        IReadOnlyList<MetricComparison>? comparison,
        EstimatedPerformance? estimate = null
    )
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            PerformanceJson.Write(result, comparison, writer, estimate);
        }

        return new StoredPerformance(JsonElement.Parse(buffer.ToArray()), result) { Estimate = estimate };
    }

    /// <summary>Reads what was stored.</summary>
    public static StoredPerformance? FromJson(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, StoredJson.Default.StoredPerformance);

    /// <summary>The stored form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, StoredJson.Default.StoredPerformance);

    /// <summary>A figure by its name in the performance JSON, or null when it is undefined.</summary>
    public double? Metric(string name) =>
        Metrics.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>A rate with its 95 % interval, or null when it is undefined.</summary>
    public RateWithInterval? Rate(string name) =>
        Metrics.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? new RateWithInterval(
                value.GetProperty("value").GetDouble(),
                value.GetProperty("low").GetDouble(),
                value.GetProperty("high").GetDouble()
            )
            : null;

    /// <summary>
    /// The verdict against the reference: <c>ok</c>, <c>warn</c>, <c>fail</c>, <c>inconclusive</c>, <c>insufficient_data</c>, or null
    /// without one.
    /// </summary>
    public string? Verdict(string name) =>
        Metrics.TryGetProperty("verdicts", out var verdicts) && verdicts.TryGetProperty(name, out var verdict) ? verdict.GetString() : null;
}

/// <summary>A rate with the ends of its 95 % interval (Wilson).</summary>
public sealed record RateWithInterval(double Value, double Low, double High);
