using System.Text;

namespace Governance.Reporting.Signing;

/// <summary>A dictionary as it stands in the file: names in their order, values as their own bytes.</summary>
internal sealed class PdfDictionary(IReadOnlyList<KeyValuePair<string, byte[]>> entries)
{
    public static PdfDictionary Empty { get; } = new([]);

    public static PdfDictionary Parse(ReadOnlySpan<byte> bytes) => new PdfScanner(bytes, 0).Dictionary();

    public byte[]? this[string name] => entries.FirstOrDefault(entry => entry.Key == name).Value;

    public string? Text(string name) => this[name] is { } value ? Encoding.Latin1.GetString(value) : null;

    public bool Is(string name, string value) => Text(name) == value;

    public PdfDictionary With(string name, string value) =>
        new([.. entries.Where(entry => entry.Key != name), new(name, Encoding.Latin1.GetBytes(value))]);

    /// <summary>Adds one value to an array entry, making the array where there is none.</summary>
    public PdfDictionary Appending(string name, string value, byte[]? array)
    {
        var inner = array is null ? "" : Encoding.Latin1.GetString(array).Trim()[1..^1].Trim();
        return With(name, inner.Length == 0 ? $"[{value}]" : $"[{inner} {value}]");
    }

    public override string ToString()
    {
        var text = new StringBuilder("<<");
        foreach (var (name, value) in entries)
        {
            text.Append('/').Append(name).Append(' ').Append(Encoding.Latin1.GetString(value)).Append('\n');
        }

        return text.Append(">>").ToString();
    }
}
