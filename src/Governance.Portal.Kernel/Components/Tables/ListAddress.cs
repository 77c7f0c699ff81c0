using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Portal.Kernel.Components.Tables;

/// <summary>
/// The address of a list says what it shows, and changes only when the browser has been there: until then, anyone who chooses a second
/// thing chooses it of what the first choice made.
/// </summary>
public static class ListAddress
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 25;

    private static readonly ConditionalWeakTable<NavigationManager, Asked> s_asked = [];

    /// <summary>The page in an address, from 1 up.</summary>
    public static int NumberOf(int? page) => Math.Clamp(page ?? 1, 1, 100_000);

    /// <summary>Rows that come before that page.</summary>
    public static int SkipOf(int? page) => (NumberOf(page) - 1) * PageSize;

    /// <summary>Goes to the address with other query values; null takes one away.</summary>
    public static void Choose(this NavigationManager navigation, params IReadOnlyList<(string Name, string? Value)> values)
    {
        ArgumentNullException.ThrowIfNull(navigation);
        ArgumentNullException.ThrowIfNull(values);
        var given = values.ToDictionary(v => v.Name, v => (object?)v.Value, StringComparer.Ordinal);
        navigation.Restart(navigation.GetUriWithQueryParameters(navigation.Newest(), given));
    }

    /// <summary>Goes to an address whatever was chosen before, such as that of the list without filters.</summary>
    public static void Restart(this NavigationManager navigation, string address)
    {
        ArgumentNullException.ThrowIfNull(navigation);
        var uri = navigation.ToAbsoluteUri(address).AbsoluteUri;
        s_asked.GetValue(navigation, Asked.Of).Addresses.Add(uri);
        navigation.NavigateTo(uri);
    }

    /// <summary>A query value as it was chosen last, also while the browser is still on its way there.</summary>
    public static string? Chosen(this NavigationManager navigation, string name)
    {
        ArgumentNullException.ThrowIfNull(navigation);
        return System.Web.HttpUtility.ParseQueryString(new Uri(navigation.Newest()).Query)[name];
    }

    private static string Newest(this NavigationManager navigation) =>
        s_asked.TryGetValue(navigation, out var asked)
        && asked.Addresses.LastOrDefault() is { } last
        && new Uri(last).AbsolutePath == new Uri(navigation.Uri).AbsolutePath
            ? last
            : navigation.Uri;

    private sealed class Asked
    {
        public List<string> Addresses { get; } = [];

        public static Asked Of(NavigationManager navigation)
        {
            var asked = new Asked();
            navigation.LocationChanged += asked.Arrived;
            return asked;
        }

        // What arrives ends the wait for it and for all before it; somewhere else, nothing of what was chosen here is waited for any more.
        private void Arrived(object? sender, LocationChangedEventArgs arrived)
        {
            // The browser writes some signs in its own way.
            var location = Uri.UnescapeDataString(arrived.Location);
            var place = Addresses.FindIndex(address => Uri.UnescapeDataString(address) == location);
            Addresses.RemoveRange(0, place < 0 ? Addresses.Count : place + 1);
        }
    }
}
