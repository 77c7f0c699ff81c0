using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// Where a promotion could go back to: by the newest roll-back plan that is filed for this version with a deployment that serves, else to
/// the version that serves at the target stage now. Either way only a version counts that could be deployed there at this moment.
/// </summary>
internal static class WayBack
{
    // Versions that are named in a sentence; of a model with more, the newest.
    private const int MaxOthers = 20;

    /// <summary>The way back; where there is none, what stands in its place.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="version">The version to be promoted.</param>
    /// <param name="to">Where to.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<(GateRollback? Way, GateNoRollback? None)> OfAsync(
        GovernanceDbContext db,
        ModelVersion version,
        Stage to,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (to is Stage.Retired)
        {
            return (null, null);
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
            // It says that no roll-back is possible.
            return (null, await NoneAsync(db, version, to, inForce, now, ct));
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
            return (null, await NoneAsync(db, version, to, null, now, ct));
        }

        // Rows that say otherwise than the log lead nowhere; the sweep names them.
        RecordsAsked[] asked =
        [
            RecordsAsked.Of<Promotion>(nameof(Promotion.Model), version.Model).And(nameof(Promotion.Version), target),
            RecordsAsked.Of<RollbackPlan>(nameof(RollbackPlan.Deployment), ids.Select(id => (object)id)),
        ];
        if (await RecordIntegrity.VerifyAsync(db, asked, ct) is not null)
        {
            return (null, null);
        }

        return (new GateRollback(target, inForce?.Sha256, inForce?.RecordedAt ?? (place ?? before)!.Since), null);
    }

    /// <summary>
    /// Whether there was ever another version to go back to. What the rows say of approvals that ended, and of what served, is looked up
    /// in the log: a first version is counted, and believed of no one.
    /// </summary>
    private static async Task<GateNoRollback?> NoneAsync(
        GovernanceDbContext db,
        ModelVersion version,
        Stage to,
        RollbackPlan? stated,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        RecordsAsked[] asked =
        [
            RecordsAsked.Of<Promotion>(nameof(Promotion.Model), version.Model),
            RecordsAsked.Of<Deployment>(nameof(Deployment.Model), version.Model),
            .. stated is null
                ? Array.Empty<RecordsAsked>()
                : [RecordsAsked.Of<RollbackPlan>(nameof(RollbackPlan.Deployment), stated.Deployment)],
        ];
        if (await RecordIntegrity.VerifyAsync(db, asked, ct) is not null)
        {
            return null;
        }

        var (model, name) = (version.Model, version.Version);
        var requests = await db
            .Promotions.IgnoreQueryFilters()
            .AsNoTracking()
            .Where(p => p.Model == model && p.Version != name && p.To == to)
            .OrderByDescending(p => p.Id)
            .Select(p => new
            {
                p.Id,
                p.Version,
                p.State,
            })
            .ToListAsync(ct);
        var ids = requests.Select(r => r.Id.ToString()).ToList();
        var approved = (
            await db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Action == "promotion.approved" && ids.Contains(e.Subject))
                .Select(e => e.Subject)
                .ToListAsync(ct)
        ).ToHashSet(StringComparer.Ordinal);
        var served = await db
            .Deployments.IgnoreQueryFilters()
            .AsNoTracking()
            .Where(d => d.Model == model && d.Version != name && d.Stage == to)
            .Select(d => d.Version)
            .Distinct()
            .ToListAsync(ct);
        // One that the running action approves is not in the log yet.
        var others = requests
            .Where(r => r.State is PromotionState.Approved or PromotionState.Deployed || approved.Contains(r.Id.ToString()))
            .Select(r => r.Version)
            .Concat(served)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var (possible, impossible) = (new List<string>(), new List<string>());
        foreach (var other in others.Take(MaxOthers))
        {
            var usable =
                await VersionLookup.FindAsync(db, model, other, ct) is { IsDone: true } found
                && await RollbackPlans.RefusesTargetAsync(db, version, found.Value, to, now, ct) is null;
            (usable ? possible : impossible).Add(other);
        }

        return new(others.Count == 0, possible, impossible, stated is null ? null : new(stated.Sha256, stated.RecordedAt));
    }
}
