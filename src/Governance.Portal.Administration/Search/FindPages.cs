using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Search;

/// <summary>
/// Pages of the menu, tabs and settings that a person may open, and the dialogs with which they may begin something, as features
/// registered them.
/// </summary>
internal sealed class FindPages(PortalMenu menu, IEnumerable<FindablePage> pages)
{
    private readonly IReadOnlyList<FindablePage> _all =
    [
        .. menu.Sections.SelectMany(s =>
            s.Pages.Select(p => new FindablePage(p.Name, p.Address, p.Icon, p.Needs, p.Words, p.Name == s.Name ? "" : s.Name))
        ),
        .. pages,
    ];

    /// <summary>All of them that the person may open.</summary>
    public IReadOnlyList<SearchHit> For(Access access)
    {
        ArgumentNullException.ThrowIfNull(access);
        return access.Person is null ? [] : [.. _all.Where(p => p.Needs is not { } needs || access.Has(needs)).Select(HitOf)];
    }

    private static SearchHit HitOf(FindablePage page) =>
        new(
            page.Begins ? PaletteLabels.Actions : T["Pages"],
            page.Icon,
            T[page.Name],
            page.Within.Length == 0 ? "" : T[page.Within],
            !page.Begins ? ""
                : page.Address.Contains('?', StringComparison.Ordinal) ? PaletteLabels.Opens
                : PaletteLabels.OpensPage,
            page.Address
        )
        {
            // Who reads German may know the English word all the same.
            Words = $"{page.Name} {page.Words} {(page.Words.Length == 0 ? "" : T[page.Words])}",
        };
}
