using System.Globalization;
using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>YAML as the JSON it means: numbers, truth values and nothing where they are written without quotes.</summary>
internal static class YamlJson
{
    public static JsonNode? Of(YamlNode node) =>
        node switch
        {
            YamlMap map => new JsonObject(map.Members.Select(member => KeyValuePair.Create(member.Key.Value, Of(member.Value)))),
            YamlList list => new JsonArray([.. list.Items.Select(Of)]),
            YamlText { Plain: true, Value: "" or "~" or "null" } => null,
            YamlText { Plain: true, Value: "true" } => JsonValue.Create(true),
            YamlText { Plain: true, Value: "false" } => JsonValue.Create(false),
            YamlText { Plain: true } text
                when long.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
                JsonValue.Create(whole),
            YamlText { Plain: true } text when Number.TryRead(text.Value, out var number) => JsonValue.Create(number),
            YamlText text => JsonValue.Create(text.Value),
            _ => null,
        };
}
