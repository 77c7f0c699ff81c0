using System.Collections.Frozen;
using System.Text;

namespace Governance.Portal.Administration.Help;

/// <summary>The documentation of this build: its pages, read and rendered once when the first of them is asked for.</summary>
public sealed class Handbook
{
    private const string Root = "handbook/";
    private const int MaxQuery = 200;

    private readonly Lazy<FrozenDictionary<string, HandbookPage>> _pages = new(ReadAll);

    /// <summary>Every page, by its path without the ending: "guides/auditor".</summary>
    public IReadOnlyDictionary<string, HandbookPage> Pages => _pages.Value;

    /// <summary>The page at this path, or null.</summary>
    public HandbookPage? Find(string? path) => path is null ? null : _pages.Value.GetValueOrDefault(path.Trim('/'));

    /// <summary>Sections that have every word of the question, the best first; where the words stand decides, then how often.</summary>
    public IReadOnlyList<HandbookHit> Search(string? question, int limit)
    {
        var words = (question ?? "")[..Math.Min(question?.Length ?? 0, MaxQuery)]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0
            ? []
            :
            [
                .. _pages
                    .Value.Values.SelectMany(page => page.Sections.Select(section => HandbookHit.Of(page, section, words)))
                    .OfType<HandbookHit>()
                    .OrderByDescending(hit => hit.Weight)
                    .ThenBy(hit => hit.Page.Path, StringComparer.Ordinal)
                    .Take(limit),
            ];
    }

    private static FrozenDictionary<string, HandbookPage> ReadAll()
    {
        var names = typeof(Handbook)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Root, StringComparison.Ordinal) && n.EndsWith(".md", StringComparison.Ordinal))
            .Select(n => n[Root.Length..^".md".Length])
            .ToHashSet(StringComparer.Ordinal);
        return names.ToFrozenDictionary(path => path, path => HandbookRenderer.Render(path, Text(path), names), StringComparer.Ordinal);
    }

    private static string Text(string path)
    {
        using var stream = Open($"{path}.md") ?? throw new InvalidOperationException($"The documentation has no {path}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static Stream? Open(string file) => typeof(Handbook).Assembly.GetManifestResourceStream(Root + file);
}
