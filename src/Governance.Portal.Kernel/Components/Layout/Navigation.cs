using System.Security.Claims;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Authorization;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>Leaves out of the menu what this person may not open, and counts what waits on the rest.</summary>
public sealed partial class Navigation(
    PortalMenu menu,
    IEnumerable<NavCounter> counters,
    IAuthorizationService authorization,
    IServiceProvider services,
    ILogger<Navigation> logger
) : INavigation
{
    public async Task<PersonalMenu> ReadAsync(ClaimsPrincipal user, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var granted = await GrantedAsync(user);
        var sections = Open(menu.Sections, granted);
        var entries = Open(menu.EntriesOf(user.FindFirst(PortalClaims.Role)?.Value), granted);
        var shown = new PersonalMenu([], sections, PersonalMenu.Empty.Counts).At(path).Section;
        var counts = new Dictionary<string, NavCount>(StringComparer.Ordinal);
        foreach (var counter in counters)
        {
            var isSeen = entries.Append(shown).OfType<MenuSection>().Any(s => s.Pages.Any(p => p.Address == counter.Address));
            if (isSeen && await CountAsync(counter, user, cancellationToken) is { } count)
            {
                counts[counter.Address] = count;
            }
        }

        return new(
            [
                .. entries.Select(e => new NavEntry(
                    e,
                    e.Pages.Select(p => counts.GetValueOrDefault(p.Address)).OfType<NavCount>().MaxBy(c => c.Weight)
                )),
            ],
            sections,
            counts
        );
    }

    // Each permission is asked for once, however many pages need it.
    private async Task<HashSet<string>> GrantedAsync(ClaimsPrincipal user)
    {
        var granted = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var needed in menu
                .Sections.SelectMany(s => s.Pages)
                .Select(p => p.Needs?.Name)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
        )
        {
            if ((await authorization.AuthorizeAsync(user, needed)).Succeeded)
            {
                granted.Add(needed);
            }
        }

        return granted;
    }

    private static List<MenuSection> Open(IEnumerable<MenuSection> sections, HashSet<string> granted) =>
        [
            .. sections
                .Select(s => s with { Pages = [.. s.Pages.Where(p => p.Needs is not { } needs || granted.Contains(needs.Name))] })
                .Where(s => s.Pages.Count > 0),
        ];

    private async ValueTask<NavCount?> CountAsync(NavCounter counter, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        try
        {
            return await counter.CountAsync(services, user, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A number beside a link is no reason to take the whole page away; the link still leads there.
            LogCountFailed(failure, counter.Address);
            return null;
        }
    }

    [LoggerMessage(1901, LogLevel.Warning, "The count beside {Entry} could not be read")]
    private partial void LogCountFailed(Exception failure, string entry);
}
