using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Pages;

/// <summary>What a page keeps in its address.</summary>
public static class QueryValues
{
    /// <summary>The present address with other query values; null takes one away.</summary>
    public static string With(this NavigationManager navigation, params IReadOnlyList<(string Name, string? Value)> values)
    {
        ArgumentNullException.ThrowIfNull(navigation);
        return navigation.GetUriWithQueryParameters(values.ToDictionary(v => v.Name, v => (object?)v.Value, StringComparer.Ordinal));
    }
}
