using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Domain.Retirements;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>What promotions to retired mean for decommissioning. All of it happens in the caller's transaction.</summary>
public interface IFollowRetirement
{
    /// <summary>Why a request to retire may not be approved now: its retirement has steps left. Null when nothing is in the way.</summary>
    Task<Refusal?> RefusesSignatureAsync(ActionContext context, Retirement retirement, CancellationToken ct);

    /// <summary>A version is to be retired without a plan: the plan is made with the request.</summary>
    /// <returns>Why that cannot be planned; null when it is.</returns>
    Task<Refusal?> RequestedAsync(ActionContext context, Promotion promotion, ModelVersion version, string? reason, CancellationToken ct);

    /// <summary>A version is retired: its permits end, and when it was the last of a signed retirement, that is closed.</summary>
    Task RetiredAsync(ActionContext context, Promotion promotion, ModelVersion version, CancellationToken ct);
}
