using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness.Attacks;

namespace Governance.Analytics.Robustness;

/// <summary>Writes robustness figures as JSON. Undefined values are null, never 0.</summary>
public static class RobustnessJson
{
    /// <summary>The verdict as it is written in JSON.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns><c>ok</c>, <c>warn</c>, <c>fail</c>, <c>insufficient_data</c> or <c>not_run</c>.</returns>
    public static string ToWireName(this RobustnessVerdict verdict) =>
        verdict switch
        {
            RobustnessVerdict.Ok => "ok",
            RobustnessVerdict.Warn => "warn",
            RobustnessVerdict.Fail => "fail",
            RobustnessVerdict.InsufficientData => "insufficient_data",
            RobustnessVerdict.NotRun => "not_run",
        };

    /// <summary>Writes one object.</summary>
    /// <param name="result">The figures.</param>
    /// <param name="writer">Where to write.</param>
    /// <param name="number">
    /// The number the reader knows an attacked row by; <see langword="null"/> for its position, counted from 1 below the header.
    /// </param>
    public static void Write(RobustnessResult result, Utf8JsonWriter writer, Func<int, long>? number = null)
    {
        var evasion = result.Evasion;
        writer.WriteStartObject();
        writer.WriteStartObject("evasion");
        writer.WriteString("verdict", evasion.Verdict.ToWireName());
        DriftJson.WriteText(writer, "reason", evasion.Reason);
        writer.WriteStartArray("curve");
        foreach (var point in evasion.Curve)
        {
            writer.WriteStartObject();
            DriftJson.WriteNumber(writer, "size", point.Size);
            PerformanceJson.WriteProportion(writer, "flipRate", point.Flips);
            PerformanceJson.WriteProportion(writer, "adversarialAccuracy", point.AdversarialAccuracy);
            writer.WriteNumber("rows", point.Flips.Trials);
            writer.WriteNumber("tries", point.Tries);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        DriftJson.WriteNumber(writer, "medianDistance", evasion.MedianDistance);
        PerformanceJson.WriteProportion(writer, "neverFlipped", evasion.NeverFlipped);
        writer.WriteNumber("unmatched", evasion.Unmatched);
        writer.WriteEndObject();
        writer.WriteStartArray("poisoning");
        foreach (var screen in result.Poisoning)
        {
            writer.WriteStartObject();
            writer.WriteString("screen", screen.Screen);
            writer.WriteString("verdict", screen.Verdict.ToWireName());
            PerformanceJson.WriteProportion(writer, "suspectedShare", screen.Suspected);
            DriftJson.WriteNumber(writer, "suspected", screen.Suspected?.Successes);
            writer.WriteStartArray("rows");
            foreach (var row in screen.Rows)
            {
                writer.WriteNumberValue(row);
            }
            writer.WriteEndArray();
            DriftJson.WriteStrings(writer, "findings", screen.Findings);
            DriftJson.WriteText(writer, "reason", screen.Reason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        if (result.Attack is { } attack)
        {
            writer.WritePropertyName("adversarial");
            AttackJson.Write(attack, writer, number);
        }
        writer.WriteString("verdict", result.Verdict.ToWireName());
        writer.WriteEndObject();
    }
}
