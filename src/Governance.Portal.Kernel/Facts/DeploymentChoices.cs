using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>What a deployment could rest on, and where a roll-back could go: offered by the dialogs, decided by the actions.</summary>
public sealed class DeploymentChoices(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>A promotion that may be carried out, by its approval or under an emergency override.</summary>
    public sealed record Approval(PromotionId Id, Stage To, PromotionState State, OverrideId? Override = null);

    /// <summary>Promotions of a version that allow a deployment now, newest first.</summary>
    public async Task<IReadOnlyList<Approval>> ApprovalsAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var stage = await db
            .Versions.Where(v => v.Model == model && v.Version == version)
            .Select(v => (Stage?)v.Stage)
            .SingleOrDefaultAsync(ct);
        var usable = await UsableAsync(db, model, ct);
        return
        [
            .. usable
                .Where(p => p.Version == version && p.To is not Stage.Retired && (p.State is PromotionState.Approved || p.To == stage))
                .Select(p => new Approval(p.Id, p.To, p.State)),
            .. await OverriddenAsync(db, model, version, ct),
        ];
    }

    /// <summary>Requests of a version that are open or approved, those that go furthest first.</summary>
    public async Task<IReadOnlyList<(PromotionId Id, Stage To)>> LiveAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var live = await db
            .Promotions.AsNoTracking()
            .Where(p => p.Model == model && p.Version == version && (p.State == PromotionState.Open || p.State == PromotionState.Approved))
            .OrderByDescending(p => p.To)
            .ThenByDescending(p => p.Id)
            .Select(p => new { p.Id, p.To })
            .ToListAsync(ct);
        return [.. live.Select(p => (p.Id, p.To))];
    }

    private async Task<IReadOnlyList<Approval>> OverriddenAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        var now = clock.GetLocalNow();
        var inForce = await db
            .Overrides.AsNoTracking()
            .Where(o => o.Model == model && o.Version == version && o.State == OverrideState.InForce && o.ExpiresAt > now)
            .ToListAsync(ct);
        var ids = inForce.Select(o => o.Promotion).ToList();
        var open = await db.Promotions.AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(ct);
        return
        [
            .. from emergency in inForce
            let promotion = open.Find(p => p.Id == emergency.Promotion)
            where promotion is not null && emergency.Allows(promotion, emergency.ArtifactSha256, now)
            select new Approval(promotion.Id, promotion.To, promotion.State, emergency.Id),
        ];
    }

    /// <summary>Versions that production could be rolled back to, latest in production first.</summary>
    public async Task<IReadOnlyList<string>> TargetsAsync(string model, string current, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var retired = await db.Versions.Where(v => v.Model == model && v.Stage == Stage.Retired).Select(v => v.Version).ToListAsync(ct);
        var usable = await UsableAsync(db, model, ct);
        var held = await db
            .IncidentVersions.Where(v => v.Model == model && v.HeldAt != null && v.ReleasedAt == null)
            .Select(v => v.Version)
            .ToListAsync(ct);
        return
        [
            .. usable
                .Where(p => p.To is Stage.Production && p.Version != current)
                .Select(p => p.Version)
                .Except(retired.Concat(held), StringComparer.Ordinal),
        ];
    }

    /// <summary>The rollback plan in force for a version in production, or null.</summary>
    public async Task<RollbackPlanView?> PlanAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await RollbackPlans.InForceAsync(db, model, version, ct) is { } plan ? RollbackPlanView.Of(plan) : null;
    }

    private async Task<IReadOnlyList<Promotion>> UsableAsync(GovernanceDbContext db, string model, CancellationToken ct)
    {
        var promotions = await db
            .Promotions.AsNoTracking()
            .Where(p =>
                p.Model == model && p.Experiment == null && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed)
            )
            .OrderByDescending(p => p.Id)
            .ToListAsync(ct);
        var now = clock.GetLocalNow();
        return [.. promotions.Where(p => p.RefusesDeployment(now) is null)];
    }
}
