using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Documents;

/// <summary>A measured value of a record.</summary>
/// <param name="Name">What was measured: <c>auc</c>.</param>
/// <param name="Value">The value, in the shortest form that reads back to the same number.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="N">Rows it rests on.</param>
public sealed record RecordMeasure(string Name, string Value, string? Low = null, string? High = null, long? N = null)
{
    /// <summary>
    /// The name as a text of the portal, with what others called something in its places; null where the name itself is a measure of the
    /// portal, or is its sender's.
    /// </summary>
    public FormattableString? Words { get; init; }
}

/// <summary>A figure that words of a record state.</summary>
/// <param name="Name">What was measured: <c>auc</c>.</param>
/// <param name="Value">The value, in the shortest form that reads back to the same number.</param>
/// <param name="Window">The window of monitoring that it was measured in; null for what was filed or declared.</param>
public sealed record RecordFigure(string Name, string Value, string? Window);

/// <summary>
/// A record that can fill points of a document: one row, or several of the same shape (the risks of a register). Fields go by their names
/// in the vocabulary.
/// </summary>
public sealed record FoundRecord
{
    /// <summary>Form of <see cref="DigestOf"/>.</summary>
    public const string Schema = "governance.record/v1";

    /// <summary>Record kind of the vocabulary.</summary>
    public required string Kind { get; init; }

    /// <summary>The record's id: <c>EVD-0003</c>.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// What it is, as a text of the portal with the names that people gave in its places. A title that a person gave is a place alone, and
    /// stays as it is in every language.
    /// </summary>
    public required FormattableString Title { get; init; }

    /// <summary>The title in English, as programs read it.</summary>
    public string TitleText => Title.ToString(CultureInfo.InvariantCulture);

    /// <summary>What kind of evidence it is, without the name of the tool that made it; null for what is no evidence.</summary>
    public PortalWords? Evidence { get; init; }

    /// <summary>Its page.</summary>
    public string? Href { get; init; }

    /// <summary>
    /// True where the id is a key of programs, such as <c>roster:SYS-0001</c>: people go by what the record is. The reference of a document
    /// is a person's, whatever it is.
    /// </summary>
    public bool IsKeyed => !IsDocument && Id.Contains(':', StringComparison.Ordinal);

    /// <summary>SHA-256 of what is stored; null for a document whose digest no one gave.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>Who made or added it, by name; null where no one is named.</summary>
    public string? By { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The version it is about; null when it is about the whole system.</summary>
    public string? Version { get; init; }

    /// <summary>The point it belongs to alone; null when it may fill any.</summary>
    public string? OnlyPoint { get; init; }

    /// <summary>True for a document that stands for itself: it fills a point without naming fields.</summary>
    public bool IsDocument { get; init; }

    /// <summary>Its rows.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, RecordValue>> Rows { get; init; } = [];

    /// <summary>True when its digest is <see cref="DigestOf"/> what is printed: no entry of the log names it.</summary>
    public bool IsComputed { get; init; }

    /// <summary>Why it does not count, in a sentence for the reader; null when it does.</summary>
    public string? Fault { get; init; }

    /// <summary>
    /// Fields that a point needs and that no one has stated, each with the sentence that says so: whatever else the record says, the point
    /// is not complete without them.
    /// </summary>
    public IReadOnlyDictionary<string, string> Unstated { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Of a risk, whether an acceptance by signature counts; null for any other record.</summary>
    public bool? IsAccepted { get; init; }

    /// <summary>Digest of a record that is kept as rows of the database: over the values that are printed of it.</summary>
    public static string DigestOf(string kind, string id, IReadOnlyList<IReadOnlyDictionary<string, RecordValue>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Sha256Hex.Of(
            CanonicalJson.Serialize(
                new JsonObject
                {
                    ["schema"] = Schema,
                    ["kind"] = kind,
                    ["id"] = id,
                    ["rows"] = Json(rows),
                }
            )
        );
    }

    /// <summary>The rows as JSON.</summary>
    public static JsonArray Json(IReadOnlyList<IReadOnlyDictionary<string, RecordValue>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return
        [
            .. rows.Select(row =>
                (JsonNode)
                    new JsonObject(row.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Key, Json(f.Value))))
            ),
        ];
    }

    private static JsonNode? Json(RecordValue value) =>
        value.Measures.Count == 0
            ? JsonValue.Create(value.Text)
            : new JsonArray([
                .. value.Measures.Select(m =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = m.Name,
                            ["value"] = m.Value,
                            ["low"] = m.Low,
                            ["high"] = m.High,
                            ["n"] = m.N,
                        }
                ),
            ]);
}
