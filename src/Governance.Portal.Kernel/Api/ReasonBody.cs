namespace Governance.Portal.Kernel.Api;

/// <summary>Body of whatever only needs a reason.</summary>
/// <param name="Reason">Why.</param>
public sealed record ReasonBody(string? Reason);
