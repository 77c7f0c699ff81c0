using System.Text.Json;
using Governance.Analytics.Attribution;
using Governance.Analytics.Fairness;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;
using Governance.Analytics.Robustness.Attacks;
using Governance.Analytics.Statistics;
using Governance.Analytics.Validation;

namespace Governance.Scoring;

/// <summary>Writes findings about a live model: all in one object, or each part as evidence of its kind.</summary>
public static class ValidationJson
{
    /// <param name="writer">Where to write.</param>
    /// <param name="outcome">What was found.</param>
    /// <param name="more">Writes further members at the end.</param>
    public static void Write(Utf8JsonWriter writer, ValidationOutcome outcome, Action<Utf8JsonWriter> more)
    {
        var findings = outcome.Findings;
        writer.WriteStartObject();
        WriteOrigin(writer, outcome, findings.Rows.Length, PerformanceAnalysis.Seed);
        WriteTraffic(writer, outcome);
        WritePart(
            writer,
            "performance",
            findings.Performance is { } performance ? w => Members(w, inner => WritePerformance(inner, outcome, performance)) : null
        );
        WritePart(
            writer,
            "fairness",
            findings.Fairness is { } fairness ? w => Members(w, inner => WriteFairnessMembers(inner, outcome, fairness)) : null
        );
        ConsistencyJson.Write(writer, findings.Consistency, findings.Number);
        WritePart(
            writer,
            "robustness",
            outcome.Robustness is { } robustness ? w => RobustnessJson.Write(robustness, w, findings.Number) : null
        );
        WritePart(
            writer,
            "explainability",
            findings.Explanations.Count > 0
                ? w => Members(w, inner => ExplanationJson.WriteMembers(inner, findings.Explanations, findings.Number))
                : null
        );
        writer.WriteString("verdict", outcome.Verdict.ToWireName());
        more(writer);
        writer.WriteEndObject();
    }

    /// <summary>Performance and consistency, as evidence of kind <c>validation</c>.</summary>
    public static void WriteValidation(Utf8JsonWriter writer, ValidationOutcome outcome) =>
        Members(
            writer,
            inner =>
            {
                WriteOrigin(inner, outcome, outcome.Findings.Rows.Length, PerformanceAnalysis.Seed);
                if (outcome.Findings.Performance is { } performance)
                {
                    WritePerformance(inner, outcome, performance);
                }

                ConsistencyJson.Write(inner, outcome.Findings.Consistency, outcome.Findings.Number);
                WriteTraffic(inner, outcome);
            }
        );

    /// <summary>Fairness, as evidence of kind <c>fairness</c>.</summary>
    public static void WriteFairness(Utf8JsonWriter writer, ValidationOutcome outcome, FairnessResult fairness) =>
        Members(
            writer,
            inner =>
            {
                WriteOrigin(inner, outcome, outcome.Findings.Rows.Length, seed: null);
                WriteFairnessMembers(inner, outcome, fairness);
            }
        );

    /// <summary>Robustness, as evidence of kind <c>robustness</c>.</summary>
    public static void WriteRobustness(Utf8JsonWriter writer, ValidationOutcome outcome, RobustnessResult robustness) =>
        Members(
            writer,
            inner =>
            {
                WriteOrigin(
                    inner,
                    outcome,
                    outcome.Findings.Evasion is null ? outcome.FileRows : Math.Min(outcome.Findings.Rows.Length, outcome.Plan.ProbeRows),
                    outcome.Plan.Robustness.Seed
                );
                JsonMembers.CopyTo(inner, w => RobustnessJson.Write(robustness, w, outcome.Findings.Number));
                WriteMetrics(inner, robustness);
            }
        );

    /// <summary>Attributions, as evidence of kind <c>explainability</c>.</summary>
    public static void WriteExplainability(Utf8JsonWriter writer, ValidationOutcome outcome) =>
        Members(
            writer,
            inner =>
            {
                WriteOrigin(
                    inner,
                    outcome,
                    Math.Min(outcome.Findings.Rows.Length, outcome.Plan.ExplainRows),
                    outcome.Plan.Explanation.Seed
                );
                ExplanationJson.WriteMembers(inner, outcome.Findings.Explanations, outcome.Findings.Number);
            }
        );

    private static void WritePerformance(Utf8JsonWriter writer, ValidationOutcome outcome, PerformanceResult performance)
    {
        JsonMembers.CopyTo(writer, w => PerformanceJson.Write(performance, null, w, curve: true));
        SlicedJson.Write(writer, outcome.Findings.PerformanceSlices, (w, part) => PerformanceJson.Write(part, null, w));
    }

    private static void WriteFairnessMembers(Utf8JsonWriter writer, ValidationOutcome outcome, FairnessResult fairness)
    {
        JsonMembers.CopyTo(writer, w => FairnessJson.Write(fairness, w));
        SlicedJson.Write(writer, outcome.Findings.FairnessSlices, (w, part) => FairnessJson.Write(part, w));
    }

    /// <summary>The names by which a policy can bound them.</summary>
    private static void WriteMetrics(Utf8JsonWriter writer, RobustnessResult robustness)
    {
        var worst = robustness.Evasion.Curve.MaxBy(p => p.Size);
        if (worst?.Flips.Wilson is null && robustness.Attack is null)
        {
            return;
        }

        writer.WriteStartObject("metrics");
        if (worst?.Flips.Wilson is { } ends)
        {
            writer.WriteStartObject("flipRate");
            writer.WriteNumber("value", worst.Flips.Value!.Value);
            writer.WriteNumber("n", worst.Flips.Trials);
            writer.WriteNumber("low", ends.Low);
            writer.WriteNumber("high", ends.High);
            writer.WriteEndObject();
        }

        if (robustness.Attack is { } attack)
        {
            AttackJson.WriteMetrics(attack, writer);
        }

        writer.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter writer, Action<Utf8JsonWriter> members)
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter writer, string name, Action<Utf8JsonWriter>? part)
    {
        writer.WritePropertyName(name);
        if (part is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            part(writer);
        }
    }

    private static void WriteOrigin(Utf8JsonWriter writer, ValidationOutcome outcome, long rows, long? seed)
    {
        outcome.Subject.Write(writer, rows, seed);
        if (outcome.ArtifactFrom is { } who)
        {
            writer.WriteString("artifactFrom", who);
        }

        writer.WriteString("method", "validation of a live endpoint");
        writer.WriteString("endpoint", outcome.Address);
        writer.WriteString("protocol", outcome.Protocol);
        writer.WriteStartObject("data");
        writer.WriteString("name", Path.GetFileName(outcome.Path));
        writer.WriteString("sha256", outcome.Subject.DatasetSha256);
        writer.WriteNumber("rows", outcome.FileRows);
        writer.WriteNumber("scored", outcome.Findings.Rows.Length);
        writer.WriteNumber("unanswered", outcome.Findings.Unanswered);
        writer.WriteEndObject();
        writer.WriteStartArray("features");
        foreach (var feature in outcome.Findings.Features)
        {
            writer.WriteStringValue(feature);
        }

        writer.WriteEndArray();
        writer.WriteString("answers", outcome.Findings.AnswersClasses ? "class" : "score");
    }

    private static void WriteTraffic(Utf8JsonWriter writer, ValidationOutcome outcome)
    {
        writer.WriteStartObject("traffic");
        writer.WriteNumber("rows", outcome.RowsScored);
        writer.WriteNumber("requests", outcome.Requests);
        writer.WriteNumber("retries", outcome.Retries);
        writer.WriteStartObject("latencyMs");
        foreach (var (name, q) in new[] { ("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0) })
        {
            if (outcome.Latencies.Length > 0)
            {
                writer.WriteNumber(name, Math.Round(Quantiles.Linear(outcome.Latencies, q), 3));
            }
            else
            {
                writer.WriteNull(name);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
