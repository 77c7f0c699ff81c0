using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Opens promotions within other actions.</summary>
public interface IOpenPromotion
{
    /// <summary>Opens a request, with its entry, in an action that is running and holds the model; its gate runs in the same transaction.</summary>
    /// <param name="context">The action.</param>
    /// <param name="version">The version to be moved.</param>
    /// <param name="to">Where to.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="ct">Cancels.</param>
    Task<Result<PromotionId>> OpenAsync(ActionContext context, ModelVersion version, Stage to, string? reason, CancellationToken ct);
}
