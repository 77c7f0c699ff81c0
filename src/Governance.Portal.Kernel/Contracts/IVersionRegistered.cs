using Governance.Data;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Called within the registration of a version, in its transaction.</summary>
public interface IVersionRegistered
{
    /// <summary>Runs in the transaction of the registration.</summary>
    Task RegisteredAsync(ActionContext context, VersionManifest manifest, CancellationToken ct);
}
