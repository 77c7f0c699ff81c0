using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Attribution;

/// <summary>Writes explanations as JSON, in the form a gate reads: <c>methods</c>, <c>scope</c>.</summary>
public static class ExplanationJson
{
    /// <summary>Writes the members of an explanation report.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="explanations">One entry a method.</param>
    /// <param name="rowNumber">Turns a position into the number the reader knows the row by.</param>
    public static void WriteMembers(Utf8JsonWriter writer, IReadOnlyList<Explanation> explanations, Func<int, long> rowNumber)
    {
        Explanation[] done = [.. explanations.Where(e => e.Reason is null)];
        DriftJson.WriteStrings(writer, "methods", done.Select(e => e.Method));
        DriftJson.WriteStrings(writer, "scope", done.Length == 0 ? [] : ["local", "global"]);
        writer.WriteString("unit", "score");
        DriftJson.WriteNumber(writer, "agreement", Agreement(done));
        writer.WriteStartArray("explanations");
        foreach (var explanation in explanations)
        {
            WriteOne(writer, explanation, rowNumber);
        }
        writer.WriteEndArray();
    }

    /// <summary>Rank correlation of the importances by two methods; <see langword="null"/> with fewer than two.</summary>
    /// <param name="explanations">The methods.</param>
    /// <returns>In [−1, 1].</returns>
    public static double? Agreement(IReadOnlyList<Explanation> explanations)
    {
        Explanation[] done = [.. explanations.Where(e => e.Reason is null)];
        return done.Length < 2 ? null : RankCorrelation.Spearman([.. done[0].Importances], [.. done[1].Importances]);
    }

    private static void WriteOne(Utf8JsonWriter writer, Explanation explanation, Func<int, long> rowNumber)
    {
        writer.WriteStartObject();
        writer.WriteString("method", explanation.Method);
        writer.WriteString("description", explanation.Description);
        DriftJson.WriteText(writer, "reason", explanation.Reason);
        DriftJson.WriteNumber(writer, "base", explanation.Base);
        writer.WriteBoolean("exact", explanation.IsExact);
        DriftJson.WriteNumber(writer, "additivityError", explanation.AdditivityError);
        DriftJson.WriteNumber(writer, "rankStability", explanation.RankStability);
        DriftJson.WriteNumber(writer, "leadingStability", explanation.LeadingStability);
        var importances = explanation.Importances;
        var total = importances.Sum();
        writer.WriteStartArray("globalImportance");
        foreach (
            var i in Enumerable
                .Range(0, importances.Count)
                .OrderByDescending(i => importances[i])
                .ThenBy(i => explanation.Features[i], StringComparer.Ordinal)
        )
        {
            writer.WriteStartObject();
            writer.WriteString("feature", explanation.Features[i]);
            DriftJson.WriteNumber(writer, "meanAbsolute", importances[i]);
            DriftJson.WriteNumber(writer, "share", total > 0 ? importances[i] / total : null);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("rows");
        foreach (var row in explanation.Rows)
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", rowNumber(row.Row));
            DriftJson.WriteNumber(writer, "score", row.Score);
            DriftJson.WriteNumber(writer, "fit", row.Fit);
            writer.WriteStartObject("contributions");
            for (var i = 0; i < row.Contributions.Count; i++)
            {
                DriftJson.WriteNumber(writer, explanation.Features[i], row.Contributions[i]);
            }
            writer.WriteEndObject();
            if (row.StandardErrors is { } errors)
            {
                writer.WriteStartObject("standardErrors");
                for (var i = 0; i < errors.Count; i++)
                {
                    DriftJson.WriteNumber(writer, explanation.Features[i], errors[i]);
                }
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
