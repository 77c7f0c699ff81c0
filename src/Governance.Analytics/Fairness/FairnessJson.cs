using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Fairness;

/// <summary>Writes fairness figures as JSON. Undefined values are null, never 0.</summary>
public static class FairnessJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="result">The figures.</param>
    /// <param name="writer">Where to write.</param>
    /// <param name="classes">Figures of each class against the rest, for a model of several classes; <see langword="null"/> or empty for
    /// none.</param>
    /// <param name="regression">Figures of a model that predicts a number; <see langword="null"/> or empty for none.</param>
    public static void Write(
        FairnessResult result,
        Utf8JsonWriter writer,
        IReadOnlyDictionary<string, FairnessResult>? classes = null,
        IReadOnlyList<RegressionFairness>? regression = null
    )
    {
        writer.WriteStartObject();
        writer.WriteNumber("minimumGroupSize", result.MinimumGroupSize);
        WriteAttributes(writer, result);
        if (classes is { Count: > 0 })
        {
            writer.WriteStartArray("classes");
            foreach (var (name, figures) in classes)
            {
                writer.WriteStartObject();
                writer.WriteString("class", name);
                WriteAttributes(writer, figures);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        if (regression is { Count: > 0 })
        {
            WriteRegression(writer, regression);
        }
        writer.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter writer, FairnessResult result)
    {
        writer.WriteStartArray("attributes");
        foreach (var attribute in result.Attributes)
        {
            WriteAttribute(writer, attribute);
        }
        writer.WriteEndArray();
    }

    private static void WriteAttribute(Utf8JsonWriter writer, AttributeFairness attribute)
    {
        writer.WriteStartObject();
        writer.WriteString("attribute", attribute.Attribute);
        writer.WriteStartArray("groups");
        foreach (var group in attribute.Groups)
        {
            WriteGroup(writer, group);
        }
        writer.WriteEndArray();
        DriftJson.WriteNumber(writer, "missingShare", attribute.MissingShare);
        WriteAggregate(writer, "demographicParityDifference", attribute.DemographicParityDifference);
        WriteAggregate(writer, "demographicParityRatio", attribute.DemographicParityRatio);
        WriteAggregate(writer, "equalOpportunityDifference", attribute.EqualOpportunityDifference);
        WriteAggregate(writer, "equalizedOddsDifference", attribute.EqualizedOddsDifference);
        WriteAggregate(writer, "averageOddsDifference", attribute.AverageOddsDifference);
        WriteAggregate(writer, "predictiveParityDifference", attribute.PredictiveParityDifference);
        DriftJson.WriteStrings(writer, "undefinedGroups", attribute.UndefinedGroups);
        writer.WriteStartArray("smallGroups");
        foreach (var small in attribute.SmallGroups)
        {
            writer.WriteStartObject();
            writer.WriteString("name", small.Name);
            writer.WriteNumber("count", small.Count);
            writer.WriteString("reason", small.Reason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("gaps");
        foreach (var gap in attribute.Gaps)
        {
            writer.WriteStartObject();
            writer.WriteString("metric", gap.Metric);
            writer.WriteString("lowest", gap.Lowest);
            writer.WriteString("highest", gap.Highest);
            DriftJson.WriteNumber(writer, "difference", gap.Difference);
            DriftJson.WriteNumber(writer, "low", gap.Interval.Low);
            DriftJson.WriteNumber(writer, "high", gap.Interval.High);
            DriftJson.WriteNumber(writer, "pValue", gap.PValue);
            DriftJson.WriteNumber(writer, "fisherPValue", gap.FisherPValue);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        WriteCalibration(writer, attribute.Calibration);
        WriteSigned(writer, attribute.SignedGaps);
        writer.WriteString("verdict", attribute.Verdict.ToWireName());
        DriftJson.WriteText(writer, "reason", attribute.Reason);
        writer.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter writer, FairnessGroup group)
    {
        writer.WriteStartObject();
        writer.WriteString("name", group.Name);
        writer.WriteNumber("count", group.Count);
        writer.WriteNumber("labelled", group.Labelled);
        PerformanceJson.WriteProportion(writer, "selectionRate", group.Selection);
        DriftJson.WriteNumber(writer, "tpr", group.TruePositive.Value);
        WriteInterval(writer, "tprInterval", group.TruePositive.Wilson);
        DriftJson.WriteNumber(writer, "fpr", group.FalsePositive.Value);
        WriteInterval(writer, "fprInterval", group.FalsePositive.Wilson);
        DriftJson.WriteNumber(writer, "precision", group.Precision.Value);
        DriftJson.WriteNumber(writer, "ece", group.CalibrationError);
        DriftJson.WriteNumber(writer, "scoreGap", group.ScoreGap);
        WriteInterval(writer, "scoreGapInterval", group.ScoreGapInterval);
        writer.WriteEndObject();
    }

    private static void WriteCalibration(Utf8JsonWriter writer, GroupCalibration? calibration)
    {
        if (calibration is null)
        {
            writer.WriteNull("calibrationWithinGroups");
            return;
        }
        writer.WriteStartObject("calibrationWithinGroups");
        writer.WriteString("group", calibration.Group);
        DriftJson.WriteNumber(writer, "gap", calibration.Gap);
        DriftJson.WriteNumber(writer, "low", calibration.Interval.Low);
        DriftJson.WriteNumber(writer, "high", calibration.Interval.High);
        writer.WriteString("verdict", calibration.Verdict.ToWireName());
        writer.WriteEndObject();
    }

    private static void WriteSigned(Utf8JsonWriter writer, IReadOnlyList<SignedGap> gaps)
    {
        writer.WriteStartArray("signedGaps");
        foreach (var gap in gaps)
        {
            writer.WriteStartObject();
            writer.WriteString("group", gap.Group);
            writer.WriteString("reference", gap.Reference);
            DriftJson.WriteNumber(writer, "selectionDifference", gap.SelectionDifference);
            DriftJson.WriteNumber(writer, "low", gap.Interval.Low);
            DriftJson.WriteNumber(writer, "high", gap.Interval.High);
            DriftJson.WriteNumber(writer, "selectionRatio", gap.SelectionRatio);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>Writes differences under a model that predicts a number, as one array.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="attributes">The figures.</param>
    public static void WriteRegression(Utf8JsonWriter writer, IEnumerable<RegressionFairness> attributes)
    {
        writer.WriteStartArray("regression");
        foreach (var attribute in attributes)
        {
            writer.WriteStartObject();
            writer.WriteString("attribute", attribute.Attribute);
            writer.WriteStartArray("groups");
            foreach (var group in attribute.Groups)
            {
                writer.WriteStartObject();
                writer.WriteString("name", group.Name);
                writer.WriteNumber("count", group.Count);
                DriftJson.WriteNumber(writer, "meanPrediction", group.MeanPrediction);
                WriteInterval(writer, "meanPredictionInterval", group.MeanPredictionInterval);
                DriftJson.WriteNumber(writer, "meanAbsoluteError", group.MeanAbsoluteError);
                DriftJson.WriteNumber(writer, "meanError", group.MeanError);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            WriteAggregate(writer, "meanPredictionDifference", attribute.MeanPredictionDifference);
            WriteAggregate(writer, "errorGap", attribute.ErrorGap);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteInterval(Utf8JsonWriter writer, string name, Interval? interval)
    {
        if (interval is not { } ends)
        {
            writer.WriteNull(name);
            return;
        }
        writer.WriteStartObject(name);
        DriftJson.WriteNumber(writer, "low", ends.Low);
        DriftJson.WriteNumber(writer, "high", ends.High);
        writer.WriteEndObject();
    }

    private static void WriteAggregate(Utf8JsonWriter writer, string name, FairnessAggregate aggregate)
    {
        writer.WriteStartObject(name);
        DriftJson.WriteNumber(writer, "all", aggregate.All);
        DriftJson.WriteNumber(writer, "minimumSize", aggregate.MinimumSize);
        writer.WriteEndObject();
    }
}
