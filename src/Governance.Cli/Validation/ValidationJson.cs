using System.Text.Json;
using Governance.Analytics.Attribution;
using Governance.Analytics.Fairness;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;
using Governance.Analytics.Robustness.Attacks;
using Governance.Analytics.Statistics;
using Governance.Analytics.Validation;
using Governance.Cli.Analysis;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Validation;

/// <summary>Writes findings about a live model: all in one object, or each part as evidence of its kind.</summary>
internal static class ValidationJson
{
    public static void Write(Utf8JsonWriter writer, ValidationReport report)
    {
        var findings = report.Findings;
        writer.WriteStartObject();
        WriteOrigin(writer, report, findings.Rows.Length, PerformanceAnalysis.Seed);
        WriteTraffic(writer, report);
        WritePart(
            writer,
            "performance",
            findings.Performance is { } performance ? w => Members(w, inner => WritePerformance(inner, report, performance)) : null
        );
        WritePart(
            writer,
            "fairness",
            findings.Fairness is { } fairness ? w => Members(w, inner => WriteFairnessMembers(inner, report, fairness)) : null
        );
        ConsistencyJson.Write(writer, findings.Consistency, findings.Number);
        WritePart(
            writer,
            "robustness",
            report.Robustness is { } robustness ? w => RobustnessJson.Write(robustness, w, findings.Number) : null
        );
        WritePart(
            writer,
            "explainability",
            findings.Explanations.Count > 0
                ? w => Members(w, inner => ExplanationJson.WriteMembers(inner, findings.Explanations, findings.Number))
                : null
        );
        writer.WriteString("verdict", report.Verdict.ToWireName());
        StoredEvidence.Write(writer, report.Evidence);
        writer.WriteEndObject();
    }

    /// <summary>Performance and consistency, as evidence of kind <c>validation</c>.</summary>
    public static void WriteValidation(Utf8JsonWriter writer, ValidationReport report) =>
        Members(
            writer,
            inner =>
            {
                WriteOrigin(inner, report, report.Findings.Rows.Length, PerformanceAnalysis.Seed);
                if (report.Findings.Performance is { } performance)
                {
                    WritePerformance(inner, report, performance);
                }

                ConsistencyJson.Write(inner, report.Findings.Consistency, report.Findings.Number);
                WriteTraffic(inner, report);
            }
        );

    public static void WriteFairness(Utf8JsonWriter writer, ValidationReport report, FairnessResult fairness) =>
        Members(
            writer,
            inner =>
            {
                WriteOrigin(inner, report, report.Findings.Rows.Length, seed: null);
                WriteFairnessMembers(inner, report, fairness);
            }
        );

    public static void WriteRobustness(Utf8JsonWriter writer, ValidationReport report, RobustnessResult robustness) =>
        Members(
            writer,
            inner =>
            {
                WriteOrigin(
                    inner,
                    report,
                    report.Findings.Evasion is null ? report.FileRows : Math.Min(report.Findings.Rows.Length, report.Plan.ProbeRows),
                    report.Plan.Robustness.Seed
                );
                JsonMembers.CopyTo(inner, w => RobustnessJson.Write(robustness, w, report.Findings.Number));
                WriteMetrics(inner, robustness);
            }
        );

    public static void WriteExplainability(Utf8JsonWriter writer, ValidationReport report) =>
        Members(
            writer,
            inner =>
            {
                WriteOrigin(inner, report, Math.Min(report.Findings.Rows.Length, report.Plan.ExplainRows), report.Plan.Explanation.Seed);
                ExplanationJson.WriteMembers(inner, report.Findings.Explanations, report.Findings.Number);
            }
        );

    private static void WritePerformance(Utf8JsonWriter writer, ValidationReport report, PerformanceResult performance)
    {
        JsonMembers.CopyTo(writer, w => PerformanceJson.Write(performance, null, w));
        Sliced<PerformanceResult>.Write(writer, report.Findings.PerformanceSlices, (w, part) => PerformanceJson.Write(part, null, w));
    }

    private static void WriteFairnessMembers(Utf8JsonWriter writer, ValidationReport report, FairnessResult fairness)
    {
        JsonMembers.CopyTo(writer, w => FairnessJson.Write(fairness, w));
        Sliced<FairnessResult>.Write(writer, report.Findings.FairnessSlices, (w, part) => FairnessJson.Write(part, w));
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

    private static void WriteOrigin(Utf8JsonWriter writer, ValidationReport report, long rows, long? seed)
    {
        report.Subject.Write(writer, rows, seed);
        if (report.ArtifactFrom is { } who)
        {
            writer.WriteString("artifactFrom", who);
        }

        writer.WriteString("method", "validation of a live endpoint");
        writer.WriteString("endpoint", report.Address);
        writer.WriteString("protocol", report.Protocol);
        writer.WriteStartObject("data");
        writer.WriteString("name", Path.GetFileName(report.Path));
        writer.WriteString("sha256", report.Subject.DatasetSha256);
        writer.WriteNumber("rows", report.FileRows);
        writer.WriteNumber("scored", report.Findings.Rows.Length);
        writer.WriteNumber("unanswered", report.Findings.Unanswered);
        writer.WriteEndObject();
        writer.WriteStartArray("features");
        foreach (var feature in report.Findings.Features)
        {
            writer.WriteStringValue(feature);
        }

        writer.WriteEndArray();
        writer.WriteString("answers", report.Findings.AnswersClasses ? "class" : "score");
    }

    private static void WriteTraffic(Utf8JsonWriter writer, ValidationReport report)
    {
        writer.WriteStartObject("traffic");
        writer.WriteNumber("rows", report.RowsScored);
        writer.WriteNumber("requests", report.Requests);
        writer.WriteNumber("retries", report.Retries);
        writer.WriteStartObject("latencyMs");
        foreach (var (name, q) in new[] { ("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0) })
        {
            if (report.Latencies.Length > 0)
            {
                writer.WriteNumber(name, Math.Round(Quantiles.Linear(report.Latencies, q), 3));
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
