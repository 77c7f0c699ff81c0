namespace Governance.Portal.Kernel.Contracts;

/// <summary>The gate before a deployment. It fails closed: what is unknown, expired, changed or unreachable is not allowed.</summary>
public interface IDeployGate
{
    /// <summary>Answers whether a version may be deployed, for another action, which logs what comes of it.</summary>
    Task<DeployAnswer> JudgeAsync(DeployQuestion question, CancellationToken ct);
}
