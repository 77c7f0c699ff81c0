using System.Security.Claims;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>The navigation as one person may see it.</summary>
public interface INavigation
{
    /// <summary>Entries this person may open, with their counts, in order.</summary>
    Task<IReadOnlyList<NavEntry>> EntriesAsync(ClaimsPrincipal user, CancellationToken cancellationToken);
}

/// <summary>An entry and its count at the time of asking.</summary>
public sealed record NavEntry(NavItem Item, NavCount? Count);
