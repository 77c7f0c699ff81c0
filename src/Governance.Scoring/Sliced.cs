using System.Text.Json;

namespace Governance.Scoring;

/// <summary>What was measured on the rows that have one value in a column.</summary>
/// <param name="By">The column.</param>
/// <param name="Value">The value; null for rows that have none.</param>
/// <param name="Rows">How many they are.</param>
/// <param name="Result">What was measured.</param>
public sealed record Sliced<T>(string By, string? Value, int Rows, T Result)
{
    /// <summary>As a policy names it.</summary>
    public string Name => $"{By}={Value}";

    /// <summary>Writes slices as the member of this name, each with the members of the whole; nothing when there are none.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Sliced<T>> slices, Action<Utf8JsonWriter, T> result)
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
