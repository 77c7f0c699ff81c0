using System.Text.Json;

namespace Governance.Scoring;

/// <summary>Slices in JSON.</summary>
public static class SlicedJson
{
    /// <summary>Writes slices as the member of this name, each with the members of the whole; nothing when there are none.</summary>
    public static void Write<T>(Utf8JsonWriter writer, IReadOnlyList<Sliced<T>> slices, Action<Utf8JsonWriter, T> result)
    {
        if (slices.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("slices");
        foreach (var slice in slices)
        {
            writer.WriteStartObject();
            writer.WriteString("by", slice.By);
            if (slice.Value is null)
            {
                writer.WriteNull("value");
            }
            else
            {
                writer.WriteString("value", slice.Value);
            }

            writer.WriteNumber("rows", slice.Rows);
            JsonMembers.CopyTo(writer, inner => result(inner, slice.Result), except: "rows");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
