using Governance.Data;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Called in the running transaction when a fact changed that evidence bundles cover: live promotions are re-evaluated.
/// </summary>
public interface IFactsChanged
{
    /// <summary>Does what takes long before the transaction.</summary>
    /// <param name="model">Of which model; null for every one.</param>
    /// <param name="version">Of which version; null for every one.</param>
    /// <param name="ct">Cancels.</param>
    Task PrepareAsync(string? model, string? version, CancellationToken ct);

    /// <summary>Called in the transaction, after the change is queued.</summary>
    /// <param name="context">The action that changed it.</param>
    /// <param name="model">Of which model.</param>
    /// <param name="version">Of which version; null when every live promotion of the model is touched.</param>
    /// <param name="ct">Cancels.</param>
    Task ChangedAsync(ActionContext context, string model, string? version, CancellationToken ct);
}
