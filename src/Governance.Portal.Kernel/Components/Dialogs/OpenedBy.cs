using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Components.Dialogs;

/// <summary>
/// A dialog that the address asks for: <c>?open=sign</c>. It opens the dialog and nothing else; what it may do is checked as ever.
/// </summary>
public static class OpenedBy
{
    private const string Name = "open";

    /// <summary>
    /// What the address asks for, once: it is taken out of the address, so that neither a reload nor going back opens it again.
    /// </summary>
    /// <remarks>For <c>OnAfterRender</c>, which a page that is not interactive never gets to.</remarks>
    /// <param name="navigation">The address.</param>
    /// <param name="mine">What the caller knows; anything else is left to others on the page.</param>
    public static string? Take(NavigationManager navigation, Predicate<string>? mine = null)
    {
        ArgumentNullException.ThrowIfNull(navigation);
        if (
            !navigation.Uri.Contains("open=", StringComparison.Ordinal)
            || System.Web.HttpUtility.ParseQueryString(new Uri(navigation.Uri).Query)[Name] is not { Length: > 0 } open
            || mine?.Invoke(open) is false
        )
        {
            return null;
        }

        navigation.NavigateTo(navigation.GetUriWithQueryParameter(Name, (string?)null), replace: true);
        return open;
    }
}
