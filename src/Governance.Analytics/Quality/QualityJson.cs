using System.Text.Json;
using Governance.Analytics.Drift;

namespace Governance.Analytics.Quality;

/// <summary>Writes data quality checks as JSON.</summary>
public static class QualityJson
{
    /// <summary>Writes a member that holds the list of checks.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="name">Name of the member.</param>
    /// <param name="checks">The checks.</param>
    public static void WriteChecks(Utf8JsonWriter writer, string name, IEnumerable<QualityCheck> checks)
    {
        writer.WriteStartArray(name);
        foreach (var check in checks)
        {
            writer.WriteStartObject();
            DriftJson.WriteText(writer, "column", check.Column);
            writer.WriteString("check", check.Check);
            DriftJson.WriteNumber(writer, "reference", check.Reference);
            DriftJson.WriteNumber(writer, "current", check.Current);
            writer.WriteString("verdict", check.Verdict.ToWireName());
            DriftJson.WriteText(writer, "reason", check.Reason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
