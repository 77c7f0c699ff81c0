using Governance.Data;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Hears, within the registration of a version, that there is one.</summary>
public interface IVersionRegistered
{
    /// <summary>Runs in the transaction of the registration.</summary>
    Task RegisteredAsync(ActionContext context, VersionManifest manifest, CancellationToken ct);
}
