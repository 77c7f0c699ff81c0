namespace Governance.Portal.Kernel.Contracts;

/// <summary>What this node tells a load balancer, with the reason that only administrators are shown.</summary>
public interface INodeReadiness
{
    /// <summary>As <c>/readyz</c> answers now.</summary>
    Task<NodeReadiness> ReadAsync(CancellationToken ct);
}

/// <summary>An answer of <c>/readyz</c>.</summary>
/// <param name="Status"><c>ready</c>, <c>degraded</c> or <c>unready</c>.</param>
/// <param name="Fault">Why it is unready; null when it is not, or when the lines of the page say why.</param>
public sealed record NodeReadiness(string Status, string? Fault = null);
