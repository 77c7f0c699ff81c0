namespace Governance.Portal.Components.Layout;

/// <summary>A page above this one.</summary>
public sealed record Crumb(string Name, string Href);
