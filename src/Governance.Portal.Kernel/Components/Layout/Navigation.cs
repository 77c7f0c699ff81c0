using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>Collects what the features registered and leaves out what this person may not open.</summary>
public sealed partial class Navigation(
    IEnumerable<NavItem> items,
    IAuthorizationService authorization,
    IServiceProvider services,
    ILogger<Navigation> logger
) : INavigation
{
    public async Task<IReadOnlyList<NavEntry>> EntriesAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var entries = new List<NavEntry>();
        foreach (var item in items.OrderBy(item => item.Group).ThenBy(item => item.Order).ThenBy(item => item.Name, StringComparer.Ordinal))
        {
            if (item.RequiredPolicy is null || (await authorization.AuthorizeAsync(user, item.RequiredPolicy)).Succeeded)
            {
                entries.Add(new(item, await CountAsync(item, user, cancellationToken)));
            }
        }

        return entries;
    }

    private async ValueTask<NavCount?> CountAsync(NavItem item, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (item.Count is null)
        {
            return null;
        }

        try
        {
            return await item.Count(services, user, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A number beside a link is no reason to take the whole page away; the link still leads there.
            LogCountFailed(failure, item.Name);
            return null;
        }
    }

    [LoggerMessage(1901, LogLevel.Warning, "The count beside {Entry} could not be read")]
    private partial void LogCountFailed(Exception failure, string entry);
}
