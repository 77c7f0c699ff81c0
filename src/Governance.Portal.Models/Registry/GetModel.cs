using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Reads one model.</summary>
public sealed class GetModel(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>The model, or that there is none.</summary>
    public async Task<Result<ModelView>> RunAsync(string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var model = ModelName.IsModel(name) ? await db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == name, ct) : null;
        return model is null ? ModelRefusals.NotFound(name) : await ViewAsync(db, model, clock.GetLocalNow(), ct);
    }

    internal static async Task<ModelView> ViewAsync(GovernanceDbContext db, Model model, DateTimeOffset now, CancellationToken ct)
    {
        var judged = await ClassOfModel.ReadAsync(db, model, now, ct);
        var people = await People.ByIdAsync(db, model.Deputies.Append(model.Owner), ct);
        var versions = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == model.Name)
            .GroupBy(v => v.Stage)
            .Select(g => new { Stage = g.Key, Count = g.Count() })
            .ToListAsync(ct);
        var production = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == model.Name && v.Stage == Stage.Production)
            .OrderBy(v => v.Number)
            .Select(v => v.Version)
            .FirstOrDefaultAsync(ct);
        var name = model.Name;
        var pending = (
            await db
                .RiskLowerings.Where(l => l.Model == name && l.State == RiskLoweringState.Pending)
                .WithPendingAsync(db, l => l.Model == name && l.State is RiskLoweringState.Pending, ct)
        ).SingleOrDefault();
        return new ModelView
        {
            Name = model.Name,
            ExternalName = model.ExternalName,
            DisplayName = model.DisplayName,
            Purpose = model.Purpose,
            RiskClass = model.RiskClass,
            PendingRiskClass = pending is null ? null : new(pending.To, pending.AskedBy, pending.AskedByName, pending.AskedAt),
            JudgedAs = judged.Value,
            JudgedBySystem = judged.System?.ToString(),
            Owner = people.TryGetValue(model.Owner, out var owner) ? owner.Email : model.Owner.ToString(),
            OwnerName = owner?.Name ?? model.Owner.ToString(),
            Deputies = [.. model.Deputies.Select(d => people.TryGetValue(d, out var deputy) ? deputy.Email : d.ToString())],
            System = model.System,
            Tags = model.Tags,
            Stage = Furthest([.. versions.Select(v => v.Stage)]),
            ProductionVersion = production,
            Versions = versions.Sum(v => v.Count),
            RegisteredAt = model.RegisteredAt,
            RegisteredBy = model.RegisteredBy,
            Revision = model.Revision,
        };
    }

    // The most advanced stage in use; retired only when every version is retired.
    private static Stage Furthest(IReadOnlyCollection<Stage> stages) =>
        stages.Contains(Stage.Production) ? Stage.Production
        : stages.Contains(Stage.Staging) ? Stage.Staging
        : stages.Contains(Stage.Development) || stages.Count == 0 ? Stage.Development
        : Stage.Retired;
}
