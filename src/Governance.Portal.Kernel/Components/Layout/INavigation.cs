using System.Security.Claims;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>The navigation as one person may see it.</summary>
public interface INavigation
{
    /// <summary>The menu of this person in the role in force, without what they may not open.</summary>
    /// <param name="user">Who looks.</param>
    /// <param name="path">The page shown: what its tabs count is read too, though its section is no entry for this role.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<PersonalMenu> ReadAsync(ClaimsPrincipal user, string path, CancellationToken cancellationToken);
}

/// <summary>An entry and its count at the time of asking.</summary>
/// <param name="Section">What it leads to.</param>
/// <param name="Count">The most serious count of its pages.</param>
public sealed record NavEntry(MenuSection Section, NavCount? Count);

/// <summary>What one person may open.</summary>
/// <param name="Entries">The entries of the menu, in order.</param>
/// <param name="Sections">All sections with the pages that this person may open, entry or not.</param>
/// <param name="Counts">What was counted, by the address of the page.</param>
public sealed record PersonalMenu(
    IReadOnlyList<NavEntry> Entries,
    IReadOnlyList<MenuSection> Sections,
    IReadOnlyDictionary<string, NavCount> Counts
)
{
    /// <summary>The menu of someone for whom nothing is open.</summary>
    public static PersonalMenu Empty { get; } = new([], [], new Dictionary<string, NavCount>(StringComparer.Ordinal));

    /// <summary>Where an address stands.</summary>
    public MenuPlace At(string path)
    {
        // Where two sections claim an address, it is the one that names more of it.
        var section = Sections.Where(s => s.Claim(path) > 0).MaxBy(s => s.Claim(path));
        return new(this, section, section?.Pages.FirstOrDefault(p => p.IsAt(path)));
    }

    /// <summary>The entry that an address belongs to; null when the menu of this role has none.</summary>
    public NavEntry? EntryOf(string path) =>
        // A page that has an entry of its own, beside that of its section, stands after it.
        Entries.Where(e => e.Section.Claim(path) > 0).OrderBy(e => e.Section.Claim(path)).LastOrDefault();
}

/// <summary>Where the page shown stands.</summary>
/// <param name="Menu">The menu of the person who looks.</param>
/// <param name="Section">The section it belongs to; null for none.</param>
/// <param name="Page">The page, when it is one of those that the menu knows; null for pages of a record and for forms.</param>
public sealed record MenuPlace(PersonalMenu Menu, MenuSection? Section, MenuPage? Page);
