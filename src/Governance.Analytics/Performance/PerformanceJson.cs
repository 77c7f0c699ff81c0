using System.Globalization;
using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>Writes performance figures as JSON. Undefined values are null, with their reason in <c>reasons</c>.</summary>
public static class PerformanceJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="result">The figures.</param>
    /// <param name="comparison">Verdicts against a reference; <see langword="null"/> without one.</param>
    /// <param name="writer">Where to write.</param>
    /// <param name="estimate">Performance estimated without labels; <see langword="null"/> without one.</param>
    /// <param name="curve">Writes the ROC curve, too: for a report that people look at.</param>
    public static void Write(
        PerformanceResult result,
        IReadOnlyList<MetricComparison>? comparison,
        Utf8JsonWriter writer,
        EstimatedPerformance? estimate = null,
        bool curve = false
    )
    {
        var confusion = result.Confusion;
        writer.WriteStartObject();
        writer.WriteNumber("rows", result.Rows);
        DriftJson.WriteNumber(writer, "labelled", (long?)result.Labelled);
        DriftJson.WriteNumber(writer, "coverage", result.Coverage);
        DriftJson.WriteNumber(writer, "accuracy", confusion?.Accuracy.Value);
        DriftJson.WriteNumber(writer, "precision", confusion?.Precision.Value);
        DriftJson.WriteNumber(writer, "recall", confusion?.Recall.Value);
        DriftJson.WriteNumber(writer, "f1", confusion?.F1);
        DriftJson.WriteNumber(writer, "auc", result.Auc);
        DriftJson.WriteNumber(writer, "averagePrecision", result.AveragePrecision);
        DriftJson.WriteNumber(writer, "brier", result.Brier);
        DriftJson.WriteNumber(writer, "logLoss", result.LogLoss);
        DriftJson.WriteNumber(writer, "ece", result.Ece);
        if (confusion is null)
        {
            writer.WriteNull("confusion");
        }
        else
        {
            writer.WriteStartObject("confusion");
            writer.WriteNumber("tp", confusion.TruePositives);
            writer.WriteNumber("fp", confusion.FalsePositives);
            writer.WriteNumber("tn", confusion.TrueNegatives);
            writer.WriteNumber("fn", confusion.FalseNegatives);
            writer.WriteEndObject();
        }
        WriteProportion(writer, "fpr", confusion?.FalsePositiveRate);
        WriteProportion(writer, "fnr", confusion?.FalseNegativeRate);
        if (comparison is not null)
        {
            writer.WriteStartObject("verdicts");
            foreach (var metric in comparison)
            {
                writer.WriteString(metric.Metric, metric.Verdict.ToWireName());
            }
            writer.WriteEndObject();
            WriteComparisons(writer, comparison);
        }
        WriteDetails(writer, result);
        if (curve && result.Roc.Count > 0)
        {
            WriteRoc(writer, result.Roc);
        }
        if (estimate is not null)
        {
            WriteEstimate(writer, estimate);
        }
        if (result.Invalid is { } invalid)
        {
            WriteInvalid(writer, invalid);
        }
        writer.WriteStartObject("reasons");
        foreach (var (name, reason) in result.Reasons)
        {
            writer.WriteString(name, reason);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteInvalid(Utf8JsonWriter writer, IReadOnlyList<InvalidValues> invalid)
    {
        writer.WriteStartArray("invalid");
        foreach (var values in invalid)
        {
            writer.WriteStartObject();
            writer.WriteString("column", values.Column);
            writer.WriteNumber("count", values.Count);
            DriftJson.WriteNumber(writer, "share", values.Share);
            DriftJson.WriteStrings(writer, "examples", values.Examples);
            writer.WriteStartArray("lines");
            foreach (var line in values.Lines)
            {
                writer.WriteNumberValue(line);
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteComparisons(Utf8JsonWriter writer, IReadOnlyList<MetricComparison> comparison)
    {
        writer.WriteStartObject("comparisons");
        foreach (var metric in comparison)
        {
            writer.WriteStartObject(metric.Metric);
            DriftJson.WriteNumber(writer, "worsening", metric.Worsening);
            DriftJson.WriteNumber(writer, "low", metric.Interval?.Low);
            DriftJson.WriteNumber(writer, "high", metric.Interval?.High);
            DriftJson.WriteNumber(writer, "pValue", metric.PValue);
            writer.WriteString("verdict", metric.Verdict.ToWireName());
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter writer, PerformanceResult result)
    {
        DriftJson.WriteNumber(writer, "mce", result.Mce);
        writer.WriteStartObject("intervals");
        foreach (var (name, interval) in result.Intervals)
        {
            WriteInterval(writer, name, interval);
        }
        writer.WriteEndObject();
        if (result.EceByChance is { } chance)
        {
            writer.WriteStartObject("eceNull");
            DriftJson.WriteNumber(writer, "mean", chance.Mean);
            DriftJson.WriteNumber(writer, "high", chance.High);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("eceNull");
        }
        writer.WriteStartArray("reliability");
        foreach (var bin in result.Reliability)
        {
            writer.WriteStartObject();
            DriftJson.WriteNumber(writer, "lower", bin.Lower);
            DriftJson.WriteNumber(writer, "upper", bin.Upper);
            writer.WriteNumber("rows", bin.Positives.Trials);
            DriftJson.WriteNumber(writer, "meanScore", bin.MeanScore);
            WriteProportion(writer, "positives", bin.Positives);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("coverageByDay");
        foreach (var day in result.CoverageByDay)
        {
            writer.WriteStartObject();
            writer.WriteString("day", day.Day.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteNumber("rows", day.Labelled.Trials);
            writer.WriteNumber("labelled", day.Labelled.Successes);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteRoc(Utf8JsonWriter writer, IReadOnlyList<RocPoint> points)
    {
        writer.WriteStartArray("roc");
        foreach (var point in points)
        {
            writer.WriteStartObject();
            DriftJson.WriteNumber(writer, "threshold", point.Threshold);
            DriftJson.WriteNumber(writer, "fpr", point.FalsePositiveRate);
            DriftJson.WriteNumber(writer, "tpr", point.TruePositiveRate);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteEstimate(Utf8JsonWriter writer, EstimatedPerformance estimate)
    {
        writer.WriteStartObject("estimate");
        writer.WriteNumber("rows", estimate.Rows);
        writer.WriteBoolean("calibrated", estimate.Calibrated);
        DriftJson.WriteNumber(writer, "accuracy", estimate.Accuracy);
        DriftJson.WriteNumber(writer, "accuracyLow", estimate.AccuracyInterval?.Low);
        DriftJson.WriteNumber(writer, "accuracyHigh", estimate.AccuracyInterval?.High);
        DriftJson.WriteNumber(writer, "precision", estimate.Precision);
        DriftJson.WriteNumber(writer, "recall", estimate.Recall);
        DriftJson.WriteNumber(writer, "f1", estimate.F1);
        DriftJson.WriteNumber(writer, "fpr", estimate.FalsePositiveRate);
        DriftJson.WriteNumber(writer, "fnr", estimate.FalseNegativeRate);
        DriftJson.WriteNumber(writer, "auc", estimate.Auc);
        WriteProportion(writer, "realisedAccuracy", estimate.Realised);
        DriftJson.WriteNumber(writer, "estimateOfRealised", estimate.EstimateOfRealised);
        writer.WriteBoolean("contradicted", estimate.Contradicted);
        writer.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter writer, string name, Interval interval)
    {
        writer.WriteStartObject(name);
        DriftJson.WriteNumber(writer, "low", interval.Low);
        DriftJson.WriteNumber(writer, "high", interval.High);
        writer.WriteEndObject();
    }

    /// <summary>Writes <c>{value, low, high}</c> with a Wilson interval, or null without trials.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="name">Name of the member.</param>
    /// <param name="proportion">The proportion.</param>
    internal static void WriteProportion(Utf8JsonWriter writer, string name, Proportion? proportion)
    {
        if (proportion?.Wilson is not { } interval)
        {
            writer.WriteNull(name);
            return;
        }
        writer.WriteStartObject(name);
        DriftJson.WriteNumber(writer, "value", proportion.Value.Value);
        DriftJson.WriteNumber(writer, "low", interval.Low);
        DriftJson.WriteNumber(writer, "high", interval.High);
        writer.WriteEndObject();
    }
}
