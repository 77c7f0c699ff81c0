namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something found.</summary>
/// <param name="Group">Heading it stands under.</param>
/// <param name="Icon">Its icon.</param>
/// <param name="Title">What it is called.</param>
/// <param name="About">More about it, or empty.</param>
/// <param name="Note">A word on its right: what it is, or how it stands.</param>
/// <param name="Href">Where it is; null for an action that is run at once.</param>
public sealed record SearchHit(string Group, string Icon, string Title, string About, string Note, string? Href)
{
    /// <summary>The key of an action that needs no dialog; the page's own connection runs it. Null for everything else.</summary>
    public string? Does { get; init; }
}
