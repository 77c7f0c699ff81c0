using Governance.Domain.Identity;

namespace Governance.Domain.Views;

/// <summary>A list as someone wants to find it again: its page with the filters and the order of its address.</summary>
public sealed class SavedView
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 60;

    /// <summary>Longest query.</summary>
    public const int MaxQuery = 2_000;

    /// <summary>Most views of one person.</summary>
    public const int MaxPerPerson = 200;

    // Where one stands in a list is no part of what it shows.
    private static readonly HashSet<string> s_places = new(StringComparer.OrdinalIgnoreCase)
    {
        "page",
        "id",
        "entry",
        "obligation",
        "system-open",
        "view",
    };

    private SavedView() { }

    /// <summary>Number of the view.</summary>
    public long Id { get; private init; }

    /// <summary>Whose it is.</summary>
    public UserId Owner { get; private init; }

    /// <summary>Path of the page, such as <c>/risks</c>.</summary>
    public string Page { get; private init; } = "";

    /// <summary>What its owner calls it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name without regard to case: a person has it once a page.</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>Filters and order, as in an address, without the question mark.</summary>
    public string Query { get; private set; } = "";

    /// <summary>True when everybody who may read the page is offered it.</summary>
    public bool Shared { get; private set; }

    /// <summary>True when its owner's page opens with it.</summary>
    public bool IsDefault { get; set; }

    /// <summary>When it was saved last.</summary>
    public DateTimeOffset SavedAt { get; private set; }

    /// <summary>Makes one.</summary>
    public static SavedView Make(UserId owner, string page) => new() { Owner = owner, Page = page };

    /// <summary>Saves what it is to show.</summary>
    /// <returns>What is wrong, by field; null when it is saved.</returns>
    public Refusal? Save(string? name, string? query, bool shared, bool isDefault, DateTimeOffset now)
    {
        var called = name?.Trim() ?? "";
        if (called.Length is 0 or > MaxName || NameText.Misleads(called))
        {
            return ViewRefusals.NameWrong;
        }

        var kept = Normalise(query);
        if (kept.Length > MaxQuery || kept.Any(char.IsControl))
        {
            return ViewRefusals.QueryWrong;
        }

        (Name, NameKey, Query, Shared, IsDefault, SavedAt) = (called, KeyOf(called), kept, shared, isDefault, now);
        return null;
    }

    /// <summary>The name as it is compared.</summary>
    public static string KeyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Trim().ToUpperInvariant();
    }

    /// <summary>The part of a query that says what a list shows, in one order, so that two can be compared.</summary>
    public static string Normalise(string? query) =>
        string.Join(
            '&',
            (query ?? "")
                .TrimStart('?')
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Split('=', 2))
                .Where(part => part is [_, { Length: > 0 }] && !s_places.Contains(part[0]))
                .Select(part => $"{part[0]}={part[1]}")
                .Order(StringComparer.Ordinal)
        );
}
