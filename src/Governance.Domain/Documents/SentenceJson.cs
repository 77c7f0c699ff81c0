using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Domain.Documents;

/// <summary>
/// A text of the portal with what stands in its places, as JSON:
/// <c>{"text": "{0} in {1}", "values": ["name", {"words": "production"}]}</c>. So it can be said in another language after years, and a
/// name in it stays a name.
/// </summary>
public static class SentenceJson
{
    private const string Text = "text";
    private const string Values = "values";
    private const string Words = "words";
    private const string Columns = "columns";

    /// <summary>Writes one.</summary>
    public static JsonObject Write(FormattableString sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        return new()
        {
            [Text] = sentence.Format,
            [Values] = new JsonArray([
                .. sentence
                    .GetArguments()
                    .Select(value =>
                        value switch
                        {
                            FormattableString inner => Write(inner),
                            PortalWords words => new JsonObject { [Words] = words.Text },
                            PortalColumns columns => new JsonObject { [Columns] = columns.Stored },
                            _ => (JsonNode?)Convert.ToString(value, CultureInfo.InvariantCulture),
                        }
                    ),
            ]),
        };
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static FormattableString Read(JsonElement sentence) =>
        sentence.ValueKind is JsonValueKind.Object && sentence.TryGetProperty(Text, out var text) && text.GetString() is { } format
            ? FormattableStringFactory.Create(format, [.. sentence.GetProperty(Values).EnumerateArray().Select(Value)])
            : throw new FormatException("This is no sentence.");

    private static object? Value(JsonElement value) =>
        value.ValueKind is not JsonValueKind.Object ? value.GetString()
        : value.TryGetProperty(Words, out var words) ? new PortalWords(words.GetString()!)
        : value.TryGetProperty(Columns, out var columns) ? new PortalColumns(columns.GetString()!)
        : Read(value);
}
