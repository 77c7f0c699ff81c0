using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;

namespace Governance.Analytics.Validation;

/// <summary>Writes consistency checks as JSON.</summary>
public static class ConsistencyJson
{
    /// <summary>Writes the member <c>consistency</c>.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="checks">The checks.</param>
    /// <param name="rowNumber">Turns a position into the number the reader knows the row by.</param>
    public static void Write(Utf8JsonWriter writer, IEnumerable<ConsistencyCheck> checks, Func<int, long> rowNumber)
    {
        writer.WriteStartArray("consistency");
        foreach (var check in checks)
        {
            writer.WriteStartObject();
            writer.WriteString("check", check.Check);
            DriftJson.WriteText(writer, "column", check.Column);
            writer.WriteString("verdict", check.Verdict.ToWireName());
            writer.WriteNumber("rows", check.Moved.Trials);
            PerformanceJson.WriteProportion(writer, "moved", check.Moved);
            PerformanceJson.WriteProportion(writer, "flipped", check.Flipped);
            DriftJson.WriteNumber(writer, "largestChange", check.LargestChange);
            writer.WriteStartArray("differing");
            foreach (var row in check.Rows)
            {
                writer.WriteNumberValue(rowNumber(row));
            }
            writer.WriteEndArray();
            DriftJson.WriteText(writer, "reason", check.Reason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
