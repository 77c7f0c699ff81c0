namespace Governance.Portal.Kernel.Api;

/// <summary>How many sessions were ended.</summary>
/// <param name="Ended">Number of sessions.</param>
public sealed record EndedView(int Ended);
