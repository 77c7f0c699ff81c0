using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Domain.Documents;
using Governance.Transparency;

namespace Governance.Portal.Models.Cards;

/// <summary>
/// The canonical JSON of a card's fields: what a reviewer approves, and what gates read. A member a field that says something.
/// </summary>
internal static class CardContent
{
    private const string Schema = "governance.card/v1";

    public static byte[] ToBytes(CardSubject subject, int number, IReadOnlyList<FieldValue> fields)
    {
        var json = new JsonObject
        {
            ["schema"] = Schema,
            ["kind"] = WireName.Of(subject.Kind),
            ["subject"] = subject.Id,
            ["number"] = number,
        };
        foreach (var field in fields.Where(f => f.Status is not FieldStatus.Missing))
        {
            var said = new JsonObject
            {
                ["status"] = WireName.Of(field.Status),
                ["lines"] = new JsonArray([.. field.Lines.Select(l => (JsonNode)l)]),
                ["sources"] = new JsonArray([
                    .. field.Sources.Select(s =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["kind"] = s.Kind,
                                ["id"] = s.Id,
                                ["at"] = s.At is { } at ? CanonicalJson.Time(at) : null,
                                ["sha256"] = s.Sha256,
                                ["href"] = s.Href,
                            }
                    ),
                ]),
            };
            if (field.Sentences.Count > 0)
            {
                said["sentences"] = new JsonArray([.. field.Sentences.Select(s => (JsonNode)SentenceJson.Write(s))]);
            }

            json[field.Key] = said;
        }

        return CanonicalJson.Serialize(json);
    }

    public static IReadOnlyList<FieldValue> FromBytes(CardKind kind, byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        return
        [
            .. CardTemplate
                .Of(kind)
                .Select(f =>
                    json.RootElement.TryGetProperty(f.Key, out var said)
                        ? new FieldValue(
                            f.Key,
                            f.Title,
                            f.Section,
                            WireName.Parse<FieldStatus>(said.GetProperty("status").GetString()!),
                            [.. said.GetProperty("lines").EnumerateArray().Select(l => l.GetString()!)],
                            [.. said.GetProperty("sources").EnumerateArray().Select(Source)]
                        )
                        {
                            // A card of before has its lines alone, which are shown as they were submitted.
                            Sentences = said.TryGetProperty("sentences", out var sentences)
                                ? [.. sentences.EnumerateArray().Select(SentenceJson.Read)]
                                : [],
                        }
                        : new FieldValue(f.Key, f.Title, f.Section, FieldStatus.Missing, [], [])
                ),
        ];
    }

    private static FieldSource Source(JsonElement source) =>
        new(
            source.GetProperty("kind").GetString()!,
            source.GetProperty("id").GetString()!,
            source.GetProperty("at").ValueKind is JsonValueKind.Null ? null : source.GetProperty("at").GetDateTimeOffset(),
            source.GetProperty("sha256").GetString(),
            source.GetProperty("href").GetString()
        );
}
