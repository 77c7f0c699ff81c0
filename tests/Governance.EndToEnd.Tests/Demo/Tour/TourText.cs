using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>Reads sentences out of a section of a document of this repository: every one, so that a tour can leave none out.</summary>
internal static partial class TourText
{
    /// <summary>
    /// The sentences under a heading until the next, in order. Pictures, tables and the blocks of commands are left to those who read them.
    /// </summary>
    public static IReadOnlyList<TourSentence> Read(string file, string heading) =>
        [
            .. Paragraphs(file, heading)
                .SelectMany(p => End().Split(p.Text).Select(text => new TourSentence(file, p.Line, text.Trim())))
                .Where(s => s.Text.Length > 0),
        ];

    /// <summary>The lines of the first block of commands under a heading that follows these words.</summary>
    public static IReadOnlyList<string> Commands(string file, string heading, string after) =>
        [
            .. Section(file, heading)
                .Select(l => l.Text)
                .SkipWhile(l => !l.Contains(after, StringComparison.Ordinal))
                .SkipWhile(l => !IsFence(l))
                .Skip(1)
                .TakeWhile(l => !IsFence(l)),
        ];

    /// <summary>A request that a section prints: its path, and the body on the line below.</summary>
    public static (string Path, JsonObject Body) Request(string file, string heading, string request)
    {
        var lines = Section(file, heading).Select(l => l.Text).SkipWhile(l => l != request).Take(2).ToList();
        Assert.True(lines.Count == 2, $"{file} does not print {request} under {heading}.");
        return (request[(request.IndexOf(' ', StringComparison.Ordinal) + 1)..], JsonNode.Parse(lines[1])!.AsObject());
    }

    /// <summary>The pictures that a document shows, by their file names without ending.</summary>
    public static IReadOnlySet<string> Pictures(string file) =>
        Picture().Matches(File.ReadAllText(PathOf(file))).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    private static List<(int Line, string Text)> Paragraphs(string file, string heading)
    {
        List<(int Line, StringBuilder Text)> paragraphs = [];
        var (isOpen, isCode) = (false, false);
        foreach (var (number, line) in Section(file, heading))
        {
            isCode ^= IsFence(line);
            if (isCode || IsFence(line) || line.Length == 0 || line[0] is '|' or '!')
            {
                isOpen = false;
                continue;
            }

            if (!isOpen || Item().IsMatch(line))
            {
                paragraphs.Add((number, new StringBuilder()));
            }

            isOpen = true;
            paragraphs[^1].Text.Append(' ').Append(Item().Replace(line, "").Trim());
        }

        return [.. paragraphs.Select(p => (p.Line, p.Text.ToString().Trim()))];
    }

    private static IEnumerable<(int Number, string Text)> Section(string file, string heading)
    {
        var lines = File.ReadAllLines(PathOf(file)).Select((text, index) => (Number: index + 1, Text: text)).ToList();
        var start = lines.FindIndex(l => l.Text == heading);
        Assert.True(start >= 0, $"{file} has no heading \"{heading}\".");
        return lines.Skip(start + 1).TakeWhile(l => !l.Text.StartsWith("## ", StringComparison.Ordinal));
    }

    private static bool IsFence(string line) => line.StartsWith("```", StringComparison.Ordinal);

    private static string PathOf(string file) => Path.Combine(Repository.Root, file);

    // A sentence ends where another begins: "Art. 73" and "2.0.0" go on.
    [GeneratedRegex(@"(?<=\.\)?(?:\*\*)?)\s+(?=[A-Z*`\[])")]
    private static partial Regex End();

    [GeneratedRegex(@"^\d+\. ")]
    private static partial Regex Item();

    [GeneratedRegex(@"\]\(docs/images/([\w-]+)\.png\)")]
    private static partial Regex Picture();
}
