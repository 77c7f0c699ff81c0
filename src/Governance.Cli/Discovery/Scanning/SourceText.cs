using System.Security;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>A file that was read as text.</summary>
internal sealed class SourceText(string path, string text)
{
    /// <summary>Longest part of a line that is looked at: what is longer was not written by a person.</summary>
    private const int MaxLine = 4_000;

    private string[]? _lines;

    public string Path { get; } = path;

    public string Text { get; } = text;

    public string Name { get; } = path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The ending with its dot, in lower case; empty without one.</summary>
    public string Extension { get; } = System.IO.Path.GetExtension(path).ToLowerInvariant();

    public IReadOnlyList<string> Lines => _lines ??= [.. Text.Split('\n').Select(l => l.Length > MaxLine ? l[..MaxLine] : l.TrimEnd('\r'))];

    /// <summary>Line of a place in the text, from 1.</summary>
    public int LineAt(int index) => Text.AsSpan(0, Math.Clamp(index, 0, Text.Length)).Count('\n') + 1;

    /// <summary>
    /// Line where a text is first written between quotes, in XML as all that an element has and in tag-value text
    /// behind the tag, from 1; the first line where it is not.
    /// </summary>
    public int LineOf(string quoted)
    {
        var written =
            Extension is ".xml" ? $">{SecurityElement.Escape(quoted)}<"
            : Extension is ".spdx" or ".tag" ? $"Name: {quoted}"
            : $"\"{quoted}\"";
        return LineAt(Math.Max(0, Text.IndexOf(written, StringComparison.Ordinal)));
    }
}
