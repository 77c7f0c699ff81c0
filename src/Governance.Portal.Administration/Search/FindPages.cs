using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Search;

/// <summary>
/// Pages, tabs and settings that a person may open, and the dialogs with which they may begin something, as features registered them.
/// </summary>
internal sealed class FindPages(IEnumerable<NavItem> menu, IEnumerable<AdminPage> administration, IEnumerable<FindablePage> pages)
{
    private readonly IReadOnlyList<FindablePage> _all =
    [
        .. menu.OrderBy(i => i.Group)
            .ThenBy(i => i.Order)
            .Where(i => i.RequiredPolicy is null || Named(i.RequiredPolicy) is not null)
            .Select(i => new FindablePage(i.Name, i.Href, i.Icon, i.RequiredPolicy is null ? null : Named(i.RequiredPolicy), i.Words)),
        .. administration
            .OrderBy(p => p.Order)
            .Select(p => new FindablePage(p.Name, p.Address, "admin_panel_settings", Permission.Administer, p.Words, "Administration")),
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

    // A policy that is no permission is one that nothing is known of: its page is not offered.
    private static Permission? Named(string policy) => Permission.List.FirstOrDefault(p => p.Name == policy);
}
