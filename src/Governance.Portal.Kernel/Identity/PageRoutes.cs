using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Under which addresses a page stands, as the page says it itself. What the router hands on says it only while a request is answered: over
/// the connection of an open page <see cref="Microsoft.AspNetCore.Components.RouteData.Template"/> is empty.
/// </summary>
internal static class PageRoutes
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> s_templates = [];

    /// <summary>All templates of a page; none for a component that is no page.</summary>
    public static IReadOnlyList<string> Of(Type page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return s_templates.GetOrAdd(
            page,
            static type => [.. type.GetCustomAttributes(inherit: false).OfType<RouteAttribute>().Select(r => r.Template)]
        );
    }

    /// <summary>The template of an address that leads to a page: of several, the one that has exactly the parts the address has.</summary>
    public static string? Of(Microsoft.AspNetCore.Components.RouteData route)
    {
        ArgumentNullException.ThrowIfNull(route);
        if (route.Template is { Length: > 0 } said)
        {
            return said;
        }

        // The router gives a page null for the parts that only its other addresses have.
        var given = route.RouteValues.Where(v => v.Value is not null).Select(v => v.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var templates = Of(route.PageType);
        return templates.FirstOrDefault(t => given.SetEquals(NamesIn(t))) ?? (templates.Count > 0 ? templates[0] : null);
    }

    // {Id}, {Id:int}, {Path?}, {*Path}
    private static IEnumerable<string> NamesIn(string template) =>
        template
            .Split('/')
            .Where(part => part.StartsWith('{') && part.EndsWith('}'))
            .Select(part => part.Trim('{', '}', '*').Split(':', '?', '=')[0]);
}
