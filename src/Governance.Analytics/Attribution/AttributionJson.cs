using System.Text.Json;
using Governance.Analytics.Drift;

namespace Governance.Analytics.Attribution;

/// <summary>Writes attribution drift as JSON.</summary>
public static class AttributionJson
{
    /// <summary>Writes the member <c>attribution</c>.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="result">The figures.</param>
    public static void Write(Utf8JsonWriter writer, AttributionResult result)
    {
        writer.WriteStartObject("attribution");
        writer.WriteString("verdict", result.Verdict.ToWireName());
        DriftJson.WriteText(writer, "reason", result.Reason);
        DriftJson.WriteNumber(writer, "ndcg", result.Ndcg);
        DriftJson.WriteNumber(writer, "shareDistance", result.ShareDistance);
        DriftJson.WriteNumber(writer, "leadingKept", (long?)result.LeadingKept);
        writer.WriteStartArray("features");
        foreach (var feature in result.Features)
        {
            writer.WriteStartObject();
            writer.WriteString("name", feature.Name);
            DriftJson.WriteNumber(writer, "referenceImportance", feature.ReferenceImportance);
            DriftJson.WriteNumber(writer, "currentImportance", feature.CurrentImportance);
            DriftJson.WriteNumber(writer, "referenceShare", feature.ReferenceShare);
            DriftJson.WriteNumber(writer, "currentShare", feature.CurrentShare);
            DriftJson.WriteNumber(writer, "psi", feature.Psi);
            DriftJson.WriteNumber(writer, "jensenShannon", feature.JensenShannon);
            DriftJson.WriteNumber(writer, "contribution", feature.Contribution);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
