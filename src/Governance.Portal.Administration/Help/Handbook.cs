using System.Collections.Frozen;
using Governance.Localisation;

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
        var texts = PackedTexts
            .Read(typeof(Handbook).Assembly)
            .Where(t => t.Name.StartsWith(Root, StringComparison.Ordinal))
            .ToDictionary(t => t.Name[Root.Length..^".md".Length], t => t.Text, StringComparer.Ordinal);
        var names = texts.Keys.ToHashSet(StringComparer.Ordinal);
        return texts.ToFrozenDictionary(t => t.Key, t => HandbookRenderer.Render(t.Key, t.Value, names), StringComparer.Ordinal);
    }
}
