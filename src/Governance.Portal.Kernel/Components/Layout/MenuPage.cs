using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>A page of the portal that its address alone names: what the menu, the tabs of its section, the palette and the page
/// <em>All pages</em> know of it.</summary>
/// <param name="Name">Its name, in English.</param>
/// <param name="Address">Where it is, from the root.</param>
/// <param name="Icon">Material Symbols name.</param>
/// <param name="Needs">The permission that its page asks for; null for everyone who is signed in.</param>
/// <param name="Words">Other words people look for it by, in English, translated with the rest.</param>
public sealed record MenuPage(string Name, string Address, string Icon, Permission? Needs, string Words = "")
{
    /// <summary>The tab of its section that leads to it; pages of one tab stand beside each other below it. Empty for none.</summary>
    public string Tab { get; init; } = Name;

    /// <summary>Its name among the pages of its tab.</summary>
    public string Short { get; init; } = Name;

    /// <summary>
    /// Roots of further pages that belong to it, with a space between them: "/reports", "/models/*/risk" with any part for the star.
    /// </summary>
    public string Also { get; init; } = "";

    /// <summary>True when the addresses below its own show the same page.</summary>
    public bool HasAddressesBelow { get; init; }

    /// <summary>The key that leads to it after <c>g</c>; null for none.</summary>
    public char? Key { get; init; }

    /// <summary>Parts of an address that it names, of its own or of a page that belongs to it; 0 when the address is not its own.</summary>
    public int Claim(string path) => Also.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(Address).Max(root => Claim(root, path));

    /// <summary>True when it is this page that the address shows, and not one that belongs to it.</summary>
    public bool IsAt(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var shown = path.Length == 0 ? "/" : path;
        return shown.Equals(Address, StringComparison.OrdinalIgnoreCase)
            || (HasAddressesBelow && shown.StartsWith(Address + "/", StringComparison.OrdinalIgnoreCase));
    }

    private static int Claim(string root, string path)
    {
        var (named, shown) = (root.Split('/'), path.Split('/'));
        var isBelow = root.Length > 1 ? named.Length <= shown.Length : path.Length <= 1;
        return isBelow && named.Zip(shown).All(p => p.First == "*" || p.First.Equals(p.Second, StringComparison.OrdinalIgnoreCase))
            ? named.Length
            : 0;
    }
}
