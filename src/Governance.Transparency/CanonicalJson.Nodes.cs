using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Transparency;

/// <content>Values that we built ourselves.</content>
public static partial class CanonicalJson
{
    // As it stands in memory: every entry of the log is written so, and every decision of a call. What is nested deeper than anything of
    // ours goes through the framework's writer, which says how deep is too deep.
    private static void WriteNode(JsonNode node, ArrayBufferWriter<byte> to)
    {
        if (IsDeep(node, MaxDepth / 2))
        {
            WriteByFramework(node, to);
        }
        else
        {
            WriteLevel(node, to);
        }
    }

    private static bool IsDeep(JsonNode? node, int levels) =>
        node switch
        {
            JsonObject map => levels == 0 || map.Any(m => m.Value is JsonObject or JsonArray && IsDeep(m.Value, levels - 1)),
            JsonArray list => levels == 0 || list.Any(item => IsDeep(item, levels - 1)),
            _ => false,
        };

    // What is neither text, truth nor an integer is judged like what others send.
    private static void WriteLevel(JsonNode? node, ArrayBufferWriter<byte> to)
    {
        switch (node)
        {
            case null:
                Raw(to, "null"u8);
                break;
            case JsonObject map:
                WriteObject(map, to);
                break;
            case JsonArray list:
                Raw(to, "["u8);
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0)
                    {
                        Raw(to, ","u8);
                    }

                    WriteLevel(list[i], to);
                }

                Raw(to, "]"u8);
                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                WriteString(text, to);
                break;
            case JsonValue value when value.TryGetValue<bool>(out var truth):
                Raw(to, truth ? "true"u8 : "false"u8);
                break;
            case JsonValue value when value.TryGetValue<int>(out var number):
                WriteInteger(number, to);
                break;
            case JsonValue value when value.TryGetValue<long>(out var number) && number is <= MaxInteger and >= -MaxInteger:
                WriteInteger(number, to);
                break;
            default:
                WriteByFramework(node, to);
                break;
        }
    }

    private static void WriteObject(JsonObject map, ArrayBufferWriter<byte> to)
    {
        var members = new (string Name, JsonNode? Value)[map.Count];
        var count = 0;
        foreach (var (name, value) in map)
        {
            members[count++] = (name, value);
        }

        Array.Sort(members, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        Raw(to, "{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
            {
                Raw(to, ","u8);
            }

            WriteString(members[i].Name, to);
            Raw(to, ":"u8);
            WriteLevel(members[i].Value, to);
        }

        Raw(to, "}"u8);
    }

    private static void WriteInteger(long number, ArrayBufferWriter<byte> to)
    {
        var span = to.GetSpan(20);
        Utf8Formatter.TryFormat(number, span, out var written);
        to.Advance(written);
    }

    private static void WriteByFramework(JsonNode node, ArrayBufferWriter<byte> to)
    {
        EnsureText(node);
        Write(JsonSerializer.SerializeToElement(node), to, integersOnly: true);
    }

    // The framework's writer puts U+FFFD in the place of half a character: two texts would have one digest.
    private static void EnsureText(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map)
                {
                    EnsureText(name);
                    EnsureText(value);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    EnsureText(item);
                }

                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                EnsureText(text);
                break;
            default:
                break;
        }
    }

    private static void EnsureText(string text)
    {
        if (!WholeText.IsWhole(text))
        {
            throw new InvalidOperationException(HalfACharacter);
        }
    }
}
