namespace Governance.Portal.Kernel.Contracts;

/// <summary>What this node tells a load balancer, with the reason that only administrators are shown.</summary>
public interface INodeReadiness
{
    /// <summary>As <c>/readyz</c> answers now.</summary>
    Task<NodeReadiness> ReadAsync(CancellationToken ct);
}

/// <summary>An answer of <c>/readyz</c>.</summary>
/// <param name="Status"><c>ready</c>, <c>degraded</c> or <c>unready</c>.</param>
/// <param name="Fault">Why it is unready, or what limits it; null when nothing does, or when the lines of the page say what.</param>
public sealed record NodeReadiness(string Status, string? Fault = null)
{
    /// <summary>What is wrong, in words that everyone may read: <c>log-damaged</c>.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Why writes are refused, in the same words; empty while they are accepted.</summary>
    public IReadOnlyList<string> WritesRefused { get; init; } = [];

    /// <summary>A node that should be avoided, and that writes nothing.</summary>
    public static NodeReadiness Avoided(string reason, string? fault = null) =>
        new("unready", fault) { Reasons = [reason], WritesRefused = [reason] };
}
