using System.Text.Json.Serialization;

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

    /// <summary>How well it fits what was typed: 0 is exactly this, 5 is found by something that is not shown.</summary>
    public int Rank { get; init; }

    /// <summary>It is never ranked better than this, but for its exact id: a mention of something comes after the thing.</summary>
    [JsonIgnore]
    public int BestRank { get; init; }

    /// <summary>Its ids and exact names: who types one of them means this.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Other words people look for it by, in every language.</summary>
    [JsonIgnore]
    public string Words { get; init; } = "";
}
