using System.Security.Claims;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>An entry of the primary navigation. Features register theirs: <c>services.AddNavItem(new NavItem(…))</c>.</summary>
/// <param name="Name">Exact accessible name of the link.</param>
/// <param name="Href">Where it leads, from the root: "/approvals".</param>
/// <param name="Icon">Material Symbols name.</param>
/// <param name="Group">Heading it stands under.</param>
/// <param name="Order">Place within the group, smallest first.</param>
/// <param name="RequiredPolicy">Authorisation policy; who does not meet it does not see the entry. Null for everyone.</param>
/// <param name="Count">Asked when the page changes: what waits there for this person. Null result: nothing to show.</param>
/// <param name="Also">
/// Roots of further pages that belong to the entry, with a space between them: "/alerts", "/models/*/risk" with any part for the star.
/// </param>
/// <param name="Words">Other words people look for it by, in the command palette.</param>
public sealed record NavItem(
    string Name,
    string Href,
    string Icon,
    NavGroup Group = NavGroup.Top,
    int Order = 0,
    string? RequiredPolicy = null,
    Func<IServiceProvider, ClaimsPrincipal, CancellationToken, ValueTask<NavCount?>>? Count = null,
    string Also = "",
    string Words = ""
);

/// <summary>A number beside an entry, and what it counts: "3 waiting for you".</summary>
public sealed record NavCount(int Value, string Description, Tone Tone = Tone.Idle);

/// <summary>The headings of the navigation, in their order.</summary>
public enum NavGroup
{
    Top,
    Govern,
    Observe,
    Prove,
    Bottom,
}
