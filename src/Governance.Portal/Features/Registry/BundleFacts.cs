using Governance.Data;
using Governance.Portal.Features.Approvals;

namespace Governance.Portal.Features.Registry;

/// <summary>Says that a fact changed which evidence bundles cover: live promotions are bound anew in the same transaction.</summary>
public sealed class BundleFacts(PromotionBinder binder)
{
    /// <summary>What takes long is done before the transaction.</summary>
    public Task PrepareAsync(string model, string? version, CancellationToken ct) => binder.PrepareAsync(model, version, ct);

    /// <summary>Called in the transaction, after the change is queued.</summary>
    /// <param name="context">The action that changed it.</param>
    /// <param name="model">Of which model.</param>
    /// <param name="version">Of which version; null when every live promotion of the model is touched.</param>
    /// <param name="ct">Cancels.</param>
    public Task ChangedAsync(ActionContext context, string model, string? version, CancellationToken ct) => binder.RebindAsync(context, model, version, ct);
}
