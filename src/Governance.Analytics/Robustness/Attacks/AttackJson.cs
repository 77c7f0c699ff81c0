using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Robustness.Attacks;

/// <summary>Writes what searches for adversarial rows found as JSON. Undefined values are null, never 0.</summary>
public static class AttackJson
{
    private const int MaxText = 80;

    /// <summary>The method as it is written in JSON.</summary>
    /// <param name="method">The method.</param>
    /// <returns><c>boundary</c> or <c>score</c>.</returns>
    public static string ToWireName(this AttackMethod method) =>
        method switch
        {
            AttackMethod.Boundary => "boundary",
            AttackMethod.Score => "score",
        };

    /// <summary>The norm as it is written in JSON.</summary>
    /// <param name="norm">The norm.</param>
    /// <returns><c>l2</c> or <c>linf</c>.</returns>
    public static string ToWireName(this AttackNorm norm) =>
        norm switch
        {
            AttackNorm.L2 => "l2",
            AttackNorm.LInf => "linf",
        };

    /// <summary>Writes one object.</summary>
    /// <remarks>
    /// Of an adversarial row what was changed is written, and where the original stands: with the data, which the evidence names by its
    /// digest, that is the whole row, and the rest of a person's record is not copied.
    /// </remarks>
    /// <param name="attack">What was found.</param>
    /// <param name="writer">Where to write.</param>
    /// <param name="number">The number the reader knows a row by; <see langword="null"/> for its position, counted from 1.</param>
    public static void Write(AttackResult attack, Utf8JsonWriter writer, Func<int, long>? number = null)
    {
        writer.WriteStartObject();
        DriftJson.WriteText(writer, "verdict", attack.Verdict?.ToWireName());
        DriftJson.WriteText(writer, "reason", attack.Reason);
        writer.WriteString("norm", attack.Options.Norm.ToWireName());
        writer.WriteNumber("bound", attack.Options.Bound);
        writer.WriteNumber("budget", attack.Options.Budget);
        writer.WriteNumber("categoryDistance", attack.Options.CategoryDistance);
        writer.WriteNumber("seed", attack.Seed);
        DriftJson.WriteStrings(writer, "changeable", attack.Changeable);
        writer.WriteNumber("leftOut", attack.LeftOut);
        WriteFigures(writer, attack.Figures);
        writer.WriteStartArray("methods");
        foreach (var method in attack.Methods)
        {
            writer.WriteStartObject();
            writer.WriteString("method", method.Method.ToWireName());
            writer.WriteString("status", method.Figures is null ? "not_run" : "run");
            DriftJson.WriteText(writer, "reason", method.Reason);
            WriteFigures(writer, method.Figures);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("examples");
        foreach (var row in attack.Adversarial)
        {
            WriteRow(writer, row, number?.Invoke(row.Row) ?? row.Row + 1L);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes the figures a policy can bound as members of <c>metrics</c>: <c>evasionSuccessRate</c>, <c>evasionMedianDistance</c>,
    /// <c>robustAccuracy</c>, <c>evasionQueries</c> and <c>evasionBound</c>; nothing when nothing was run.
    /// </summary>
    /// <param name="attack">What was found.</param>
    /// <param name="writer">Where to write, within an object.</param>
    public static void WriteMetrics(AttackResult attack, Utf8JsonWriter writer)
    {
        if (attack.Figures is not { Success.Trials: > 0 } figures)
        {
            return;
        }
        var rows = figures.Success.Trials;
        WriteMetric(writer, "evasionSuccessRate", figures.Success.Value, rows, figures.Success.Wilson);
        WriteMetric(writer, "evasionMedianDistance", figures.MedianDistance, rows);
        if (figures.RobustAccuracy is { Trials: > 0 } accuracy)
        {
            WriteMetric(writer, "robustAccuracy", accuracy.Value, accuracy.Trials, accuracy.Wilson);
        }
        WriteMetric(writer, "evasionQueries", figures.Queries.Median, rows);
        WriteMetric(writer, "evasionBound", attack.Options.Bound, rows);
    }

    private static void WriteFigures(Utf8JsonWriter writer, AttackFigures? figures)
    {
        if (figures is null)
        {
            return;
        }
        writer.WriteNumber("rows", figures.Success.Trials);
        PerformanceJson.WriteProportion(writer, "successRate", figures.Success);
        writer.WriteNumber("found", figures.Found);
        DriftJson.WriteNumber(writer, "medianDistance", figures.MedianDistance);
        PerformanceJson.WriteProportion(writer, "robustAccuracy", figures.RobustAccuracy);
        writer.WriteStartObject("queries");
        writer.WriteNumber("total", figures.Queries.Total);
        writer.WriteNumber("median", figures.Queries.Median);
        writer.WriteNumber("largest", figures.Queries.Largest);
        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, AdversarialRow row, long number)
    {
        writer.WriteStartObject();
        writer.WriteNumber("row", number);
        writer.WriteString("method", row.Method.ToWireName());
        writer.WriteNumber("distance", row.Distance);
        writer.WriteNumber("classBefore", row.ClassBefore);
        writer.WriteNumber("classAfter", row.ClassAfter);
        DriftJson.WriteNumber(writer, "scoreBefore", row.ScoreBefore);
        DriftJson.WriteNumber(writer, "scoreAfter", row.ScoreAfter);
        writer.WriteNumber("changed", row.Changed);
        writer.WriteStartArray("changes");
        foreach (var change in row.Changes)
        {
            writer.WriteStartObject();
            writer.WriteString("feature", Shortened(change.Feature));
            WriteValue(writer, "original", change.Original);
            WriteValue(writer, "adversarial", change.Adversarial);
            writer.WriteNumber("distance", change.Distance);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, object value)
    {
        if (value is double number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteString(name, Shortened((string)value));
        }
    }

    private static void WriteMetric(Utf8JsonWriter writer, string name, double? value, long rows, Statistics.Interval? interval = null)
    {
        writer.WriteStartObject(name);
        DriftJson.WriteNumber(writer, "value", value);
        writer.WriteNumber("n", rows);
        if (interval is { } ends)
        {
            writer.WriteNumber("low", ends.Low);
            writer.WriteNumber("high", ends.High);
        }
        writer.WriteEndObject();
    }

    private static string Shortened(string text) => text.Length <= MaxText ? text : text[..(MaxText - 1)] + "…";
}
