using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Risks;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Reads what the register says about a version: what gates ask and bundles name.</summary>
public static class RisksOfModel
{
    /// <summary>
    /// Open risks of the version, of its model, and of its system. Null when the register says nothing about any of them: that is not the
    /// same as no risks.
    /// </summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="model">The model.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<Risk>?> ReadAsync(GovernanceDbContext db, Model model, string version, CancellationToken ct)
    {
        var (name, system) = (model.Name, model.System);
        var all = await db
            .Risks.Where(r =>
                (r.Model == name && (r.Version == null || r.Version == version))
                || (r.Model == null && system != null && r.SystemId == system)
            )
            .WithPendingAsync(
                db,
                r =>
                    (r.Model == name && (r.Version is null || r.Version == version))
                    || (r.Model is null && system is not null && r.SystemId == system),
                ct
            );
        return all.Count == 0 ? null : [.. all.Where(r => r.State is RiskState.Open).OrderBy(r => r.Id.Number)];
    }
}
