using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Cards;

namespace Governance.Reporting.Cards;

/// <summary>
/// A card as JSON, field by field with its sources. It says nothing about the moment of its making: the same data gives the same bytes.
/// </summary>
internal static class CardTwin
{
    public const string Schema = "governance.card-report/v1";

    private static readonly JsonSerializerOptions s_writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] ToJson(CardRecord record) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["schema"] = Schema,
                ["kind"] = record.Kind,
                ["title"] = record.Title,
                ["subject"] = record.Subject,
                ["name"] = record.AboutWords,
                ["card"] = new JsonObject
                {
                    ["id"] = record.Standing.Id,
                    ["number"] = record.Standing.Number,
                    ["state"] = record.Standing.Words,
                    ["contentSha256"] = record.Standing.ContentSha256,
                    ["approvedBy"] = record.Standing.Approval?.Name,
                    ["approvedAt"] = Time(record.Standing.Approval?.At),
                },
                ["complete"] = record.Missing == 0,
                ["missing"] = record.Missing,
                ["claimed"] = record.Claimed,
                ["fields"] = new JsonArray([.. record.Fields.Select(Field)]),
            },
            s_writing
        );

    private static JsonNode Field(FieldValue field) =>
        new JsonObject
        {
            ["key"] = field.Key,
            ["title"] = field.Title,
            ["section"] = field.Section,
            ["status"] = WireName.Of(field.Status),
            ["lines"] = new JsonArray([.. field.Lines.Select(l => (JsonNode)l)]),
            ["sources"] = new JsonArray([
                .. field.Sources.Select(s =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["kind"] = s.Kind,
                            ["id"] = s.Id,
                            ["at"] = Time(s.At),
                            ["sha256"] = s.Sha256,
                            ["computed"] = s.IsComputed,
                            ["href"] = s.Href,
                        }
                ),
            ]),
        };

    private static string? Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
