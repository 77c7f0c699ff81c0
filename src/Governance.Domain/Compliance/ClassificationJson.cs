using System.Globalization;
using System.Text.Json.Nodes;

namespace Governance.Domain.Compliance;

/// <summary>A result as JSON, under the names other programs rely on.</summary>
public static class ClassificationJson
{
    /// <summary>Writes it.</summary>
    public static JsonObject Of(Classification result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new JsonObject
        {
            ["headline"] = result.Headline,
            ["classes"] = Texts(result.Classes),
            ["subpoints"] = Texts(result.Subpoints),
            ["roles"] = Texts(result.Roles),
            ["flags"] = Texts(result.Flags),
            ["next"] = result.Next,
            ["legalBasis"] = Texts(result.LegalBasis),
            ["classDates"] = new JsonObject(result.ClassDates.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Day(d.Value)))),
            ["legacy"] = result.Legacy,
            ["obligations"] = new JsonArray([
                .. result.Obligations.Select(o =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = o.Id,
                            ["appliesFrom"] = Day(o.AppliesFrom),
                            ["formalFrom"] = Day(o.FormalFrom),
                            ["own"] = o.Own,
                        }
                ),
            ]),
        };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
