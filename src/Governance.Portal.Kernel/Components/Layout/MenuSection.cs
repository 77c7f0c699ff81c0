namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>Pages that belong together: an entry of the menu, and their tabs where there are several.</summary>
/// <param name="Name">Its name, in English; of an entry the exact accessible name of the link.</param>
/// <param name="Icon">Material Symbols name; no other section has it.</param>
/// <param name="Pages">Its pages, in the order of the tabs. The first one that a person may open is where the entry leads.</param>
public sealed record MenuSection(string Name, string Icon, IReadOnlyList<MenuPage> Pages)
{
    /// <summary>True for what stands at the foot of the menu.</summary>
    public bool IsAtFoot { get; init; }

    /// <summary>Where its entry leads.</summary>
    public string Href => Pages[0].Address;

    /// <summary>The tabs with their pages.</summary>
    public IEnumerable<IGrouping<string, MenuPage>> Tabs => Pages.Where(p => p.Tab.Length > 0).GroupBy(p => p.Tab, StringComparer.Ordinal);

    /// <summary>How many parts of an address one of its pages names; 0 when none does.</summary>
    public int Claim(string path) => Pages.Max(p => p.Claim(path));

    /// <summary>What a page is called where it stands alone: the first page of a section is what the section is about.</summary>
    public string NameOf(MenuPage page) => page == Pages[0] ? Name : page.Name;
}
