using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Kernel.Components.Panels;

/// <summary>One tab: what it is called, where it leads, what it counts.</summary>
/// <param name="Key">Value of the query string's <c>tab</c> (or whatever the page uses).</param>
/// <param name="Name">Exact accessible name.</param>
/// <param name="Href">Address that shows it; tabs are links, so back, reload and sharing work.</param>
/// <param name="Count">Shown beside the name, zero included.</param>
/// <param name="Tone">Fail or warn draws attention to the count, or shows a warning icon when there is none.</param>
/// <param name="Remark">What the icon means, for those who do not see it: "1 limit not met".</param>
public sealed record TabItem(string Key, string Name, string Href, int? Count = null, Tone Tone = Tone.Idle, string? Remark = null);
