using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// Where a promotion could go back to: by the newest roll-back plan that is filed for this version with a deployment that serves, else to
/// the version that serves at the target stage now. Either way only a version counts that could be deployed there at this moment.
/// </summary>
internal static class WayBack
{
    /// <summary>The way back, or null when there is none.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="version">The version to be promoted.</param>
    /// <param name="to">Where to.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<GateRollback?> OfAsync(
        GovernanceDbContext db,
        ModelVersion version,
        Stage to,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (to is Stage.Retired)
        {
            return null;
        }

        var serving = await db
            .Deployments.Where(d => d.Model == version.Model && d.Until == null)
            .WithPendingAsync(db, d => d.Model == version.Model && d.Until is null, ct);
        var own = serving.Where(d => d.Version == version.Version).ToDictionary(d => d.Id);
        var ids = own.Keys.ToList();
        var plans =
            ids.Count == 0
                ? []
                : await db
                    .RollbackPlans.Where(p => ids.Contains(p.Deployment))
                    .WithPendingAsync(db, p => own.ContainsKey(p.Deployment), ct);
        var inForce = plans
            .GroupBy(p => p.Deployment)
            .Select(g => g.MaxBy(p => p.Number)!)
            .OrderByDescending(p => own[p.Deployment].Stage == to)
            .ThenByDescending(p => p.RecordedAt)
            .ThenBy(p => p.Deployment.Number)
            .FirstOrDefault();
        if (inForce is { Target: null })
        {
            return null; // it says that no roll-back is possible
        }

        var place = own.Values.Where(d => d.Stage == to).OrderBy(d => d.Since).ThenBy(d => d.Id.Number).LastOrDefault();
        var before = serving
            .Where(d => d.Stage == to && d.Version != version.Version)
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Id.Number)
            .LastOrDefault();
        var target = inForce?.Target ?? place?.RollbackTarget ?? before?.Version;
        if (
            target is null
            || await VersionLookup.FindAsync(db, version.Model, target, ct) is not { IsDone: true } found
            || await RollbackPlans.RefusesTargetAsync(db, version, found.Value, to, now, ct) is not null
        )
        {
            return null;
        }

        // Rows that say otherwise than the log lead nowhere; the sweep names them.
        RecordsAsked[] asked =
        [
            RecordsAsked.Of<Promotion>(nameof(Promotion.Model), version.Model).And(nameof(Promotion.Version), target),
            RecordsAsked.Of<RollbackPlan>(nameof(RollbackPlan.Deployment), ids.Select(id => (object)id)),
        ];
        if (await RecordIntegrity.VerifyAsync(db, asked, ct) is not null)
        {
            return null;
        }

        return new GateRollback(target, inForce?.Sha256, inForce?.RecordedAt ?? (place ?? before)!.Since);
    }
}
