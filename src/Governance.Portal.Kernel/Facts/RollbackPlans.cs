using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>The ways back that are on record, and whether one leads anywhere.</summary>
public static class RollbackPlans
{
    /// <summary>Why a version could not be deployed there now in the place of another; null when it could.</summary>
    /// <param name="db">The database.</param>
    /// <param name="version">The version to go back from.</param>
    /// <param name="target">The version to go back to.</param>
    /// <param name="stage">Where.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Refusal?> RefusesTargetAsync(
        GovernanceDbContext db,
        ModelVersion version,
        ModelVersion target,
        Stage stage,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var why =
            target.Version == version.Version ? ModelRefusals.TargetIsCurrent(target.Id)
            : target.Stage is Stage.Retired ? ModelRefusals.Retired(target.Id)
            : await HeldVersions.OfAsync(db, target.Model, target.Version, ct);
        if (why is not null)
        {
            return why;
        }

        var promotions = await db
            .Promotions.AsNoTracking()
            .Where(p =>
                p.Model == target.Model
                && p.Version == target.Version
                && p.To == stage
                && p.Experiment == null
                && (p.State == PromotionState.Deployed || p.State == PromotionState.Approved)
            )
            .ToListAsync(ct);
        return promotions.Exists(p => p.RefusesDeployment(now) is null) ? null : ModelRefusals.TargetNotApproved(target.Id, stage);
    }

    /// <summary>The plan in force for a version in production: the newest of its first deployment that has one.</summary>
    public static async Task<RollbackPlan?> InForceAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        var running = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == model && d.Version == version && d.Stage == Stage.Production && d.Until == null)
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Id)
            .Select(d => d.Id)
            .ToListAsync(ct);
        var plans = await NewestAsync(db, running, ct);
        return running.Select(d => plans.GetValueOrDefault(d)).FirstOrDefault(p => p is not null);
    }

    /// <summary>The plans in force of deployments, by deployment.</summary>
    public static async Task<IReadOnlyDictionary<DeploymentId, RollbackPlan>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<DeploymentId> deployments,
        CancellationToken ct
    )
    {
        if (deployments.Count == 0)
        {
            return new Dictionary<DeploymentId, RollbackPlan>();
        }

        var newest = await db
            .RollbackPlans.AsNoTracking()
            .Where(p =>
                deployments.Contains(p.Deployment)
                && !db.RollbackPlans.Any(later => later.Deployment == p.Deployment && later.Number > p.Number)
            )
            .ToListAsync(ct);
        return newest.ToDictionary(p => p.Deployment);
    }
}
