using Governance.Domain;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// What the palette is asked for: what a person typed, or the pages they opened last, by address. A source answers both by one query: by
/// <see cref="Ids{T}"/> and <see cref="Names"/> exactly, by <see cref="Pattern"/> in part.
/// </summary>
public sealed record PaletteText
{
    /// <summary>What comes before a character of the text that is not to be read as a pattern.</summary>
    public const string Escape = SearchText.Escape;

    /// <summary>Found of one kind at most.</summary>
    public const int MaxOfAKind = 5;

    // "re" is the beginning of too much to be a kind of thing.
    private const int ShortestKind = 3;

    private PaletteText() { }

    /// <summary>As they typed it; empty when pages are asked for by address.</summary>
    public string Typed { get; private init; } = "";

    /// <summary>
    /// The same as a pattern, see <see cref="SearchText.Matches"/>; it matches nothing when nothing is typed.
    /// </summary>
    public string Pattern { get; private init; } = "";

    /// <summary>Ids and names that are meant exactly, in small letters.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    /// <summary>Versions that are meant exactly, in small letters: <c>fraud-scorer@1.4.0</c>.</summary>
    public IReadOnlyList<string> Versions { get; private init; } = [];

    /// <summary>Addresses of pages that are asked for; empty when something is typed.</summary>
    public IReadOnlyList<string> Addresses { get; private init; } = [];

    /// <summary>How many a source reads at most.</summary>
    public int Limit => Math.Max(MaxOfAKind, Addresses.Count);

    /// <summary>What a person typed.</summary>
    public static PaletteText Of(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var words = typed.ToLowerInvariant();
        return new PaletteText
        {
            Typed = typed,
            Pattern = SearchText.Pattern(words),
            Names = [words],
            Versions = Cut(words) is { } cut ? [$"{cut.Model}@{cut.Version}"] : [],
        };
    }

    /// <summary>Pages by their addresses, of which the ids and names are the parts.</summary>
    public static PaletteText OfAddresses(IReadOnlyList<string> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var parts = addresses.Select(a => Uri.UnescapeDataString(a).ToLowerInvariant().Split('/')).ToList();
        return new PaletteText
        {
            Addresses = addresses,
            Names = [.. parts.Select(p => p[^1]).Distinct()],
            Versions = [.. parts.Where(p => p is ["", "models", _, "versions", _]).Select(p => $"{p[2]}@{p[4]}")],
        };
    }

    /// <summary>Those of the names that are ids of a kind.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public List<T> Ids<T>()
        where T : struct, IDisplayId<T> => [.. Names.Select(n => DisplayId.TryParse<T>(n, out var id) ? id : default(T?)).OfType<T>()];

    /// <summary>The two halves of "netflow 2.0" as patterns: a model and a version of it; null when the text has no two.</summary>
    public (string Model, string Version)? VersionPatterns =>
        Cut(Typed.ToLowerInvariant()) is { } cut ? (SearchText.Pattern(cut.Model), SearchText.Pattern(cut.Version)[1..]) : null;

    /// <summary>True when the text is how such things are called, so that the newest of them are meant.</summary>
    /// <param name="kinds">What they are called, in English.</param>
    public bool Calls(params ReadOnlySpan<string> kinds)
    {
        foreach (var kind in kinds)
        {
            if (
                Typed.Length >= ShortestKind
                && (
                    kind.StartsWith(Typed, StringComparison.OrdinalIgnoreCase)
                    || T[kind].StartsWith(Typed, StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True when each word of the text is part of what a thing is called, in whatever order: for what is looked for in memory, as
    /// <see cref="Pattern"/> is for the database.
    /// </summary>
    /// <param name="names">What it is called, in every language that is looked for.</param>
    public bool IsPartOf(params ReadOnlySpan<string?> names)
    {
        var typed = Typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var called = string.Join(' ', names);
        return typed.Length > 0 && Array.TrueForAll(typed, word => SearchText.Contains(called, word));
    }

    /// <summary>True when the text begins like what an action is called, in the language of the page.</summary>
    public bool Begins(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Typed.Length > 0 && SearchText.Contains(action, Typed.Split(' ', 2)[0]);
    }

    private static (string Model, string Version)? Cut(string words) =>
        words.LastIndexOfAny([' ', '@', ':', '/']) is > 0 and var at && at < words.Length - 1
            ? (words[..at].TrimEnd(), words[(at + 1)..])
            : null;
}
