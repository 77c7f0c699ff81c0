using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>Where a browser is.</summary>
internal static class Addresses
{
    /// <summary>
    /// Waits until a page is at an address. It is asked for again and again: Playwright's own wait is for an event of loading, and one that
    /// has passed already is waited for in vain.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="address">What stands in the address; a regular expression.</param>
    public static Task IsAtAsync(this IPage page, string address) => Expect(page).ToHaveURLAsync(new Regex(address));
}
