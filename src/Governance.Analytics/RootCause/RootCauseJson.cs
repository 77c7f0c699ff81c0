using System.Text.Json;
using Governance.Analytics.Drift;

namespace Governance.Analytics.RootCause;

/// <summary>Writes root causes as JSON.</summary>
public static class RootCauseJson
{
    /// <summary>Writes the member <c>rootCause</c>.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="result">The figures.</param>
    public static void Write(Utf8JsonWriter writer, RootCauseResult result)
    {
        writer.WriteStartObject("rootCause");
        DriftJson.WriteText(writer, "target", result.Target);
        DriftJson.WriteText(writer, "reason", result.Reason);
        DriftJson.WriteNumber(writer, "referenceMean", result.ReferenceMean);
        DriftJson.WriteNumber(writer, "currentMean", result.CurrentMean);
        writer.WriteStartArray("features");
        foreach (var feature in result.Features)
        {
            writer.WriteStartObject();
            writer.WriteString("name", feature.Name);
            DriftJson.WriteNumber(writer, "effect", feature.Effect);
            DriftJson.WriteNumber(writer, "association", feature.Association);
            DriftJson.WriteNumber(writer, "weight", feature.Weight);
            DriftJson.WriteNumber(writer, "mix", feature.Mix);
            DriftJson.WriteNumber(writer, "rate", feature.Rate);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNumber("segmentsTested", result.SegmentsTested);
        writer.WriteStartArray("segments");
        foreach (var segment in result.Segments)
        {
            writer.WriteStartObject();
            DriftJson.WriteStrings(writer, "conditions", segment.Conditions);
            writer.WriteNumber("referenceRows", segment.ReferenceRows);
            writer.WriteNumber("currentRows", segment.CurrentRows);
            DriftJson.WriteNumber(writer, "share", segment.Share);
            DriftJson.WriteNumber(writer, "referenceMean", segment.ReferenceMean);
            DriftJson.WriteNumber(writer, "currentMean", segment.CurrentMean);
            DriftJson.WriteNumber(writer, "low", segment.Interval.Low);
            DriftJson.WriteNumber(writer, "high", segment.Interval.High);
            DriftJson.WriteNumber(writer, "impact", segment.Impact);
            DriftJson.WriteNumber(writer, "pValueAdjusted", segment.PValueAdjusted);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
