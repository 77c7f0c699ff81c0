using System.Security;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>A file that was read as text.</summary>
/// <param name="path">Its path below the folder, as findings name it.</param>
/// <param name="text">What it holds.</param>
/// <param name="named">The name of what was unpacked from it; the path where nothing was.</param>
internal sealed class SourceText(string path, string text, string? named = null)
{
    /// <summary>Longest part of a line that is looked at: what is longer was not written by a person.</summary>
    private const int MaxLine = 4_000;

    private string[]? _lines;

    public string Path { get; } = path;

    /// <summary>Its text. A carriage return alone ends a line too, as YAML and editors of old have it.</summary>
    public string Text { get; } = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    public string Name { get; } = (named ?? path)[((named ?? path).LastIndexOf('/') + 1)..];

    /// <summary>The ending with its dot, in lower case; empty without one.</summary>
    public string Extension { get; } = System.IO.Path.GetExtension(named ?? path).ToLowerInvariant();

    public IReadOnlyList<string> Lines => _lines ??= [.. Text.Split('\n').Select(l => l.Length > MaxLine ? l[..MaxLine] : l)];

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
