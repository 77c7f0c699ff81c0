using System.Text.Json;

namespace Governance.Scoring;

/// <summary>Puts the members of an object that something else writes into the object being written.</summary>
public static class JsonMembers
{
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="writeObject">Writes the object.</param>
    /// <param name="except">A member that is left out; null for none.</param>
    public static void CopyTo(Utf8JsonWriter writer, Action<Utf8JsonWriter> writeObject, string? except = null)
    {
        using var buffer = new MemoryStream();
        using (var inner = new Utf8JsonWriter(buffer))
        {
            writeObject(inner);
        }

        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        foreach (var member in document.RootElement.EnumerateObject().Where(member => !member.NameEquals(except ?? string.Empty)))
        {
            member.WriteTo(writer);
        }
    }
}
