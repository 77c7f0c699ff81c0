using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// Whether a new reference of a version takes a second person: people approved the version with the reference it has, or live traffic is
/// judged by it.
/// </summary>
internal static class ReferenceHold
{
    /// <summary>True where a second person has to confirm it. The first reference of a version replaces none.</summary>
    public static async Task<bool> TakesTwoAsync(GovernanceDbContext db, string model, string version, CancellationToken ct) =>
        await db
            .AllWindows.IgnoreQueryFilters()
            .AnyAsync(
                w =>
                    w.Model == model
                    && w.Version == version
                    && w.Role == WindowRole.Reference
                    && (w.Status == WindowStatus.InForce || w.Status == WindowStatus.Withdrawn),
                ct
            )
        && (
            await db
                .Promotions.IgnoreQueryFilters()
                .AnyAsync(
                    p =>
                        p.Model == model
                        && p.Version == version
                        && p.To == Stage.Production
                        && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed),
                    ct
                )
            || await db
                .Deployments.IgnoreQueryFilters()
                .AnyAsync(d => d.Model == model && d.Version == version && d.Stage == Stage.Production && d.Until == null, ct)
            || await db
                .Experiments.IgnoreQueryFilters()
                .AnyAsync(e => e.Model == model && e.Challenger == version && e.State == ExperimentState.Running, ct)
        );
}
