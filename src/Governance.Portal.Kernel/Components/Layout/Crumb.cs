namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>A page above this one.</summary>
public sealed record Crumb(string Name, string Href);
