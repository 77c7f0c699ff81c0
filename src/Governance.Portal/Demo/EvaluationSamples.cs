using System.Text.Json.Nodes;
using Governance.Analytics.Assistants;
using Governance.Analytics.Io;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Monitoring.Monitors;

namespace Governance.Portal.Demo;

/// <summary>
/// Evaluations of the demo's assistant as a pipeline would send them: the suites it was released with, then what reviewers and clocks said
/// of its answers, window by window.
/// </summary>
public sealed class EvaluationSamples(StoreFigures storeFigures)
{
    private static readonly TabularReadOptions s_read = new()
    {
        Roles = ColumnRoles.None,
        Only = new HashSet<string>(["timestamp", "true_label", "latency_ms"], StringComparer.Ordinal),
    };

    private static readonly (string File, string Name, bool HigherIsBetter)[] s_suites =
    [
        ("prompt-safety.json", "attackSuccessRate", false),
        ("prompt-safety.json", "overRefusalRate", false),
        ("retrieval.json", "mrr", true),
        ("retrieval.json", "recallAt10", true),
    ];

    /// <summary>Sends them.</summary>
    public async Task<Refusal?> RunAsync(Actor actor, SampleFolder samples, Action<string> say, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(say);
        if (samples.Predictions is not { } log)
        {
            return null;
        }

        using var files = await WindowFiles.SplitAsync(log, version: null, ct, samples.Shift);
        var sent = 0;
        foreach (var file in files.Files)
        {
            var table = await TableReader.ReadFileAsync(file.Path, s_read, ct);
            var times = table.Find("timestamp") is DateTimeColumn column ? column.UtcTicks.ToArray() : [];
            if (times.Length == 0)
            {
                continue;
            }

            var measures = OfAnswers(table);
            if (sent == 0)
            {
                AddSuites(measures, samples, files.Version);
            }

            var stored = await storeFigures.RunAsync(
                actor,
                new(
                    samples.Model,
                    files.Version,
                    new DateTimeOffset(times.Min(), TimeSpan.Zero),
                    new DateTimeOffset(times.Max(), TimeSpan.Zero).AddSeconds(1),
                    null
                )
                {
                    Measures = measures,
                },
                ct
            );
            if (stored.Refusal is { } refusal)
            {
                return refusal;
            }

            sent++;
        }

        say($"{samples.Model} {files.Version}: {sent} evaluations");
        return null;
    }

    // The log's label 1 is an answer its sources do not support.
    private static Dictionary<string, EvaluationMeasure> OfAnswers(Table table)
    {
        var measures = new Dictionary<string, EvaluationMeasure>(StringComparer.Ordinal);
        if (
            table.Find("true_label") is NumericColumn labels
            && AnswerQuality.Evaluate("groundedness", [.. labels.Values.ToArray().Select(l => 1 - l)]).Mean is { Value: { } mean } grounded
        )
        {
            measures["groundedness"] = new(mean, grounded.Interval?.Low, grounded.Interval?.High, grounded.Count, "higher");
        }

        if (table.Find("latency_ms") is NumericColumn times && Latency.Of(times.Values.ToArray()) is { } latency)
        {
            measures["latencyP95Ms"] = new(latency.P95, null, null, latency.Count, "lower");
        }

        return measures;
    }

    private static void AddSuites(Dictionary<string, EvaluationMeasure> measures, SampleFolder samples, string version)
    {
        foreach (var (file, name, higherIsBetter) in s_suites)
        {
            if (samples.Evidence(version, file)?["metrics"]?[name] is JsonObject metric && (double?)metric["value"] is { } value)
            {
                measures[name] = new(
                    value,
                    (double?)metric["low"],
                    (double?)metric["high"],
                    (long?)metric["n"],
                    higherIsBetter ? "higher" : "lower"
                );
            }
        }
    }
}
