using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Puts an earlier version back into production within other actions.</summary>
public interface IRollBack
{
    /// <summary>Rolls back, with its entries, in an action that has asked for the permission and prepared the model's bundles.</summary>
    /// <param name="context">The action.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">The version in production now.</param>
    /// <param name="to">The earlier version, as the caller wrote it.</param>
    /// <param name="reason">Why, as the caller wrote it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The deployment that serves now; with several regions, the first of them.</returns>
    Task<Result<DeploymentId>> ActAsync(
        ActionContext context,
        string model,
        string version,
        string? to,
        string? reason,
        CancellationToken ct
    );
}
