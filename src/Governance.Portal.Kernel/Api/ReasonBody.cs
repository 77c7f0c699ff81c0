namespace Governance.Portal.Kernel.Api;

/// <summary>Body of a request that needs only a reason.</summary>
/// <param name="Reason">The reason.</param>
public sealed record ReasonBody(string? Reason);
