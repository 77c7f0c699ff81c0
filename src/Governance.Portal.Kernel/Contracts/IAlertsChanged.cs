using Governance.Data;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Called in the running transaction when alerts of a model were raised, changed or ended: risks that follow them are re-scored, and
/// live promotions of the model re-evaluated.
/// </summary>
public interface IAlertsChanged
{
    /// <summary>Does what takes long before the transaction.</summary>
    Task PrepareAsync(string model, CancellationToken ct);

    /// <summary>Called in the transaction, after the change is queued.</summary>
    /// <returns>How many risks have another score, or another alert.</returns>
    Task<int> ChangedAsync(ActionContext context, string model, CancellationToken ct);
}
