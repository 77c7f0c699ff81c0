using Governance.Domain;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Administration.Search;

/// <summary>How well something fits what was typed, and in which order groups and what is in them are shown.</summary>
public static class HitRank
{
    /// <summary>It is what was typed: its id, its name.</summary>
    public const int Exact = 0;

    /// <summary>Its title, or another of its names, begins so.</summary>
    public const int TitleBegins = 1;

    /// <summary>Every word typed begins a word of its title.</summary>
    public const int WordsBegin = 2;

    /// <summary>Every word typed begins a word of its title, of what is said about it, or of the words it is looked for by.</summary>
    public const int OtherWords = 3;

    /// <summary>What was typed stands somewhere in its title or in what is said about it, also in the middle of a word.</summary>
    public const int Within = 4;

    /// <summary>It was found by something that is not shown.</summary>
    public const int Hidden = 5;

    /// <summary>How well a hit fits.</summary>
    /// <param name="hit">What was found.</param>
    /// <param name="typed">What was typed, without spaces at its ends.</param>
    public static int Of(SearchHit hit, string typed)
    {
        ArgumentNullException.ThrowIfNull(hit);
        ArgumentNullException.ThrowIfNull(typed);
        var rank = Unbound(hit, typed);
        return rank == Exact ? rank : Math.Max(rank, hit.BestRank);
    }

    private static int Unbound(SearchHit hit, string typed)
    {
        if (IsSame(hit.Title, typed) || hit.Keys.Any(k => IsSame(k, typed)))
        {
            return Exact;
        }

        if (Begins(hit.Title, typed) || hit.Keys.Any(k => Begins(k, typed)))
        {
            return TitleBegins;
        }

        var words = WordsOf(typed);
        return words.Count == 0 ? Hidden
            : words.TrueForAll(w => BeginsOne(WordsOf(hit.Title), w)) ? WordsBegin
            : words.TrueForAll(w => BeginsOne(WordsOf($"{hit.Title} {hit.About} {hit.Words}"), w)) ? OtherWords
            : words.TrueForAll(w => Contains(hit.Title, w) || Contains(hit.About, w)) ? Within
            : Hidden;
    }

    /// <summary>
    /// Each thing once, the best of each group first, groups by the best they hold, and of each only so many. Among equals actions
    /// come last, and else the order in which they come stays.
    /// </summary>
    /// <param name="hits">What was found, with its rank.</param>
    /// <param name="most">How many of a group, by its name.</param>
    public static IReadOnlyList<SearchHit> Arrange(IEnumerable<SearchHit> hits, Func<string, int> most)
    {
        ArgumentNullException.ThrowIfNull(hits);
        ArgumentNullException.ThrowIfNull(most);
        return
        [
            .. hits.OrderBy(h => h.Rank)
                .ThenBy(h => h.Group == PaletteLabels.Actions)
                .DistinctBy(h => h.Does ?? $"{h.Href}\n{h.Title}")
                .GroupBy(h => h.Group, StringComparer.Ordinal)
                .SelectMany(g => g.Take(most(g.Key))),
        ];
    }

    private static bool IsSame(string name, string typed) => SearchText.Fold(name) == SearchText.Fold(typed);

    private static bool Begins(string name, string typed) =>
        SearchText.Fold(name).StartsWith(SearchText.Fold(typed), StringComparison.Ordinal);

    private static bool Contains(string name, string typed) => SearchText.Contains(name, typed);

    private static bool BeginsOne(List<string> words, string typed) => words.Exists(w => Begins(w, typed));

    private static List<string> WordsOf(string text) =>
        [.. text.Split([' ', ',', '(', ')', '-', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
