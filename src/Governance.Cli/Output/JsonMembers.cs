using System.Text.Json;

namespace Governance.Cli.Output;

/// <summary>Puts the members of an object that something else writes into the object being written.</summary>
internal static class JsonMembers
{
    public static void CopyTo(Utf8JsonWriter writer, Action<Utf8JsonWriter> writeObject)
    {
        using var buffer = new MemoryStream();
        using (var inner = new Utf8JsonWriter(buffer))
        {
            writeObject(inner);
        }

        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        foreach (var member in document.RootElement.EnumerateObject())
        {
            member.WriteTo(writer);
        }
    }
}
