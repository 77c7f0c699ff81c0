using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Reporting.Registers;

/// <summary>An extract as JSON: what its tables say, and each claim with its evidence. The same data gives the same bytes.</summary>
internal static class RegisterTwin
{
    public const string Schema = "governance.register/v1";

    private static readonly JsonSerializerOptions s_writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] ToJson(RegisterRecord record) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["schema"] = Schema,
                ["kind"] = record.Kind,
                ["title"] = record.Title,
                ["subject"] = record.Subject,
                ["facts"] = new JsonObject(record.Facts.Select(f => KeyValuePair.Create(f.Label, (JsonNode?)f.Text))),
                ["sections"] = new JsonArray([.. record.Sections.Select(Section)]),
                ["claims"] = new JsonArray([
                    .. record.Claims.Select(c =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["claim"] = c.Claim,
                                ["value"] = c.Value,
                                ["evidence"] = c.Evidence.Id,
                                ["kind"] = c.Evidence.Kind,
                                ["sha256"] = c.Evidence.Sha256,
                            }
                    ),
                ]),
            },
            s_writing
        );

    private static JsonNode Section(RegisterSection section) =>
        new JsonObject
        {
            ["title"] = section.Title,
            ["sentences"] = new JsonArray([.. section.Sentences.Select(s => (JsonNode)s)]),
            ["tables"] = new JsonArray([
                .. section.Tables.Select(t =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["caption"] = t.Caption,
                            ["rows"] = new JsonArray([
                                .. t.Rows.Select(row =>
                                    (JsonNode)
                                        new JsonObject(
                                            t.Columns.Zip(
                                                row,
                                                (column, cell) =>
                                                    KeyValuePair.Create(column.Name, (JsonNode?)(cell.State?.Text ?? cell.Text))
                                            )
                                        )
                                ),
                            ]),
                        }
                ),
            ]),
        };
}
