using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Documents;

namespace Governance.Reporting.Documents;

/// <summary>
/// A document as JSON, point by point with values, texts and sources. It says nothing about the moment of its making, so that the same data
/// gives the same bytes and two of them can be compared.
/// </summary>
public static class DocumentTwin
{
    /// <summary>Form of the JSON.</summary>
    public const string Schema = "governance.document/v1";

    private static readonly JsonSerializerOptions s_writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document as UTF-8 JSON.</summary>
    public static byte[] ToJson(DocumentRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var json = new JsonObject
        {
            ["schema"] = Schema,
            ["kind"] = record.Kind,
            ["title"] = record.Title,
            ["subject"] = record.Subject,
            ["system"] = new JsonObject
            {
                ["name"] = record.About.Name,
                ["purpose"] = record.About.Purpose,
                ["provider"] = record.About.Provider,
                ["versions"] = record.About.Versions,
                ["classes"] = Texts(record.About.Classes),
                ["roles"] = Texts(record.About.Roles),
            },
            ["law"] = new JsonObject
            {
                ["regulation"] = record.Law.Regulation,
                ["textVersion"] = record.Law.TextVersion,
                ["validFrom"] = record.Law.ValidFrom.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                ["sha256"] = record.Law.Sha256,
                ["planSha256"] = record.Plan.Sha256,
            },
            ["scope"] = Texts([.. record.Scope.Select(s => s.ToString(System.Globalization.CultureInfo.InvariantCulture))]),
            ["complete"] = record.Missing == 0,
            ["required"] = record.Required,
            ["missing"] = record.Missing,
            ["points"] = new JsonArray([.. record.Points.Select(Point)]),
            ["consistency"] = new JsonArray([
                .. record.Consistency.Select(c =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = c.Id,
                            ["check"] = c.Check,
                            ["agrees"] = c.Agrees,
                            ["detail"] = c.Detail,
                        }
                ),
            ]),
        };
        return JsonSerializer.SerializeToUtf8Bytes(json, s_writing);
    }

    private static JsonNode Point(FilledPoint filled) =>
        new JsonObject
        {
            ["id"] = filled.Point.Id,
            ["ref"] = filled.Point.Ref,
            ["title"] = filled.Point.Title,
            ["need"] = WireName.Of(filled.Point.Need),
            ["state"] = WireName.Of(filled.State),
            ["missing"] = Texts(filled.Missing),
            ["text"] = filled.Entry is not { } entry
                ? null
                : new JsonObject
                {
                    ["words"] = entry.Text.Text,
                    ["sha256"] = entry.Text.Sha256,
                    ["number"] = entry.Number,
                    ["by"] = entry.ByName,
                    ["at"] = entry.At.UtcDateTime.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                        System.Globalization.CultureInfo.InvariantCulture
                    ),
                },
            ["sources"] = new JsonArray([.. filled.Sources.Select(Source)]),
        };

    private static JsonNode Source(PointSource source) =>
        new JsonObject
        {
            ["record"] = source.Record.Kind,
            ["id"] = source.Record.Id,
            ["title"] = source.Record.TitleText,
            ["sha256"] = source.Record.Sha256,
            ["href"] = source.Record.Href,
            ["by"] = source.Record.By,
            ["at"] = source.Record.At.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                System.Globalization.CultureInfo.InvariantCulture
            ),
            ["rows"] = FoundRecord.Json([
                .. source.Record.Rows.Select(r =>
                    r.Where(f => source.Fields.Contains(f.Key)).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal)
                ),
            ]),
        };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];
}
