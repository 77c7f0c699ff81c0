using System.Text;
using System.Text.Json;

namespace Governance.Domain.Lineage;

/// <summary>
/// JSON with its members in order and without spaces: equal documents have equal bytes, whatever numbers they hold. Not RFC 8785, which
/// foreign numbers may not fit.
/// </summary>
internal static class PlainJson
{
    public static string Sorted(JsonElement element) => Encoding.UTF8.GetString(SortedBytes(element));

    public static byte[] SortedBytes(JsonElement element)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            Write(writer, element);
        }

        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                // A name said twice counts as it does everywhere else: the last time.
                foreach (
                    var member in element
                        .EnumerateObject()
                        .GroupBy(m => m.Name, StringComparer.Ordinal)
                        .OrderBy(g => g.Key, StringComparer.Ordinal)
                )
                {
                    writer.WritePropertyName(member.Key);
                    Write(writer, member.Last().Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
