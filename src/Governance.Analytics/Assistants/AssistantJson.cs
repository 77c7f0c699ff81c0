using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Assistants;

/// <summary>
/// Writes checks of assistants as JSON, in the form a gate reads: <c>metrics</c> by name. Undefined values are null, never 0.
/// </summary>
public static class AssistantJson
{
    /// <summary>Writes the members of a report on a prompt-injection suite.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="result">The figures.</param>
    /// <param name="bound">The bound they were judged by.</param>
    public static void WriteMembers(Utf8JsonWriter writer, PromptSuiteResult result, double bound)
    {
        WriteRisk(writer, OwaspRisk.PromptInjection);
        writer.WriteNumber("cases", result.Cases);
        writer.WriteNumber("errors", result.Errors);
        DriftJson.WriteNumber(writer, "bound", bound);
        writer.WriteStartObject("metrics");
        WriteMetric(writer, "attackSuccessRate", result.AttackSuccess);
        WriteMetric(writer, "overRefusalRate", result.OverRefusal);
        WriteMetric(writer, "benignUtility", result.BenignUtility);
        WriteMetric(writer, "utilityUnderAttack", result.UtilityUnderAttack);
        writer.WriteEndObject();
        WriteGroups(writer, "categories", result.Categories);
        WriteGroups(writer, "channels", result.Channels);
        WriteGroups(writer, "risks", result.Risks);
        writer.WriteStartObject("judges");
        foreach (var (judge, count) in result.Judges)
        {
            writer.WriteNumber(judge, count);
        }
        writer.WriteEndObject();
        if (result.Comparison is { } comparison)
        {
            writer.WriteStartObject("comparison");
            writer.WriteString("test", "McNemar, exact");
            writer.WriteNumber("pairs", comparison.Pairs);
            writer.WriteNumber("nowSucceed", comparison.NowSucceed);
            writer.WriteNumber("nowFail", comparison.NowFail);
            DriftJson.WriteNumber(writer, "pValue", comparison.PValue);
            DriftJson.WriteStrings(writer, "ids", comparison.Ids);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("comparison");
        }
        writer.WriteString("verdict", result.Verdict.ToWireName());
        DriftJson.WriteText(writer, "reason", result.Reason);
    }

    /// <summary>Writes the members of a report on retrieval.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="result">The figures.</param>
    public static void WriteMembers(Utf8JsonWriter writer, RetrievalResult result)
    {
        WriteRisk(writer, OwaspRisk.Retrieval);
        writer.WriteNumber("queries", result.Queries);
        writer.WriteNumber("withoutRelevant", result.WithoutRelevant);
        writer.WriteNumber("withoutResults", result.WithoutResults);
        writer.WriteNumber("repeated", result.Repeated);
        writer.WriteStartObject("metrics");
        WriteMean(writer, "mrr", result.ReciprocalRank);
        foreach (var depth in result.Depths)
        {
            WriteMean(writer, $"recallAt{depth.Depth}", depth.Recall);
            WriteMean(writer, $"precisionAt{depth.Depth}", depth.Precision);
            WriteMetric(writer, $"hitRateAt{depth.Depth}", depth.HitRate);
            WriteMean(writer, $"ndcgAt{depth.Depth}", depth.Ndcg);
        }
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of a report on answers.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="groupedBy">The column the groups come from; <see langword="null"/> for none.</param>
    public static void WriteMembers(Utf8JsonWriter writer, IReadOnlyList<AnswerScore> scores, string? groupedBy)
    {
        WriteRisk(writer, OwaspRisk.Misinformation);
        writer.WriteStartObject("metrics");
        foreach (var score in scores)
        {
            WriteMean(writer, score.Name, score.Mean);
        }
        writer.WriteEndObject();
        DriftJson.WriteText(writer, "groupedBy", groupedBy);
        writer.WriteStartArray("scores");
        foreach (var score in scores)
        {
            writer.WriteStartObject();
            writer.WriteString("name", score.Name);
            DriftJson.WriteNumber(writer, "median", score.Median);
            DriftJson.WriteNumber(writer, "lowestTwentieth", score.FifthPercentile);
            PerformanceJson.WriteProportion(writer, "low", score.Low);
            writer.WriteNumber("missing", score.Missing);
            writer.WriteStartArray("groups");
            foreach (var (group, mean) in score.Groups)
            {
                writer.WriteStartObject();
                writer.WriteString("name", group);
                WriteMean(writer, "mean", mean);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteString("verdict", score.Verdict.ToWireName());
            DriftJson.WriteText(writer, "reason", score.Reason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>Writes the member <c>latencyMs</c>.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="latency">The times; <see langword="null"/> without any.</param>
    public static void WriteLatency(Utf8JsonWriter writer, Latency? latency)
    {
        if (latency is null)
        {
            writer.WriteNull("latencyMs");
            return;
        }
        writer.WriteStartObject("latencyMs");
        WriteRisk(writer, OwaspRisk.Consumption);
        writer.WriteNumber("count", latency.Count);
        DriftJson.WriteNumber(writer, "p50", latency.P50);
        DriftJson.WriteNumber(writer, "p90", latency.P90);
        DriftJson.WriteNumber(writer, "p95", latency.P95);
        DriftJson.WriteNumber(writer, "p99", latency.P99);
        DriftJson.WriteNumber(writer, "max", latency.Largest);
        writer.WriteEndObject();
    }

    private static void WriteRisk(Utf8JsonWriter writer, OwaspRisk risk)
    {
        writer.WriteStartObject("owasp");
        writer.WriteString("id", risk.Id);
        writer.WriteString("name", risk.Name);
        writer.WriteString("successor", risk.Successor);
        writer.WriteEndObject();
    }

    private static void WriteGroups(Utf8JsonWriter writer, string name, IEnumerable<AttackGroup> groups)
    {
        writer.WriteStartArray(name);
        foreach (var group in groups)
        {
            writer.WriteStartObject();
            writer.WriteString("name", group.Name);
            PerformanceJson.WriteProportion(writer, "attackSuccessRate", group.Success);
            writer.WriteNumber("successes", group.Success.Successes);
            writer.WriteNumber("attacks", group.Success.Trials);
            writer.WriteNumber("errors", group.Errors);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteMetric(Utf8JsonWriter writer, string name, Proportion proportion) =>
        WriteMetric(writer, name, proportion.Value, proportion.Trials, proportion.Wilson);

    private static void WriteMean(Utf8JsonWriter writer, string name, MeanScore mean) =>
        WriteMetric(writer, name, mean.Value, mean.Count, mean.Interval);

    private static void WriteMetric(Utf8JsonWriter writer, string name, double? value, long count, Interval? interval)
    {
        writer.WriteStartObject(name);
        DriftJson.WriteNumber(writer, "value", value);
        writer.WriteNumber("n", count);
        DriftJson.WriteNumber(writer, "low", interval?.Low);
        DriftJson.WriteNumber(writer, "high", interval?.High);
        writer.WriteEndObject();
    }
}
