using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>The version that was in production.</summary>
/// <param name="Version">The version.</param>
/// <param name="Deployment">The deployment that put it into production; the first of several regions.</param>
/// <param name="Since">Start of the period.</param>
/// <param name="Until">End of the period, exclusive; null while the version is in production.</param>
public sealed record ProductionView(string Version, DeploymentId Deployment, DateTimeOffset Since, DateTimeOffset? Until);

/// <summary>
/// Says which version was in production, at an instant or on a day. Only deployments under a promotion to production count, and only while
/// rows and log agree.
/// </summary>
public sealed class ProductionAt(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>At an instant: a deployment counts from its beginning up to, but not at, its end.</summary>
    public async Task<Result<ProductionView>> RunAsync(string model, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await ExistsAsync(db, model, ct))
        {
            return ModelRefusals.NotFound(model);
        }

        if (await DeploymentTrail.RefusesAsync(db, model, ct) is { } altered)
        {
            return altered;
        }

        var found = await Serving(db, model)
            .Where(d => d.Since <= at && (d.Until == null || d.Until > at))
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Id)
            .FirstOrDefaultAsync(ct);
        return found is null ? ModelRefusals.NothingInProduction(model) : View(found);
    }

    /// <summary>All that served within a stretch of time, in order; from inclusive, to exclusive.</summary>
    public async Task<Result<IReadOnlyList<ProductionView>>> BetweenAsync(
        string model,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await ExistsAsync(db, model, ct))
        {
            return ModelRefusals.NotFound(model);
        }

        if (await DeploymentTrail.RefusesAsync(db, model, ct) is { } altered)
        {
            return altered;
        }

        // A deployment that ended in the instant it began served no one.
        var found = await Serving(db, model)
            .Where(d => d.Since < to && (d.Until == null || (d.Until > from && d.Until > d.Since)))
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Id)
            .ToListAsync(ct);
        return Result<IReadOnlyList<ProductionView>>.Done([.. found.Select(View)]);
    }

    private static Task<bool> ExistsAsync(GovernanceDbContext db, string model, CancellationToken ct) =>
        ModelName.IsModel(model) ? db.Models.AnyAsync(m => m.Name == model, ct) : Task.FromResult(false);

    private static IQueryable<Deployment> Serving(GovernanceDbContext db, string model) =>
        db.Deployments.AsNoTracking().Where(d => d.Model == model && d.Stage == Stage.Production);

    private static ProductionView View(Deployment d) => new(d.Version, d.Id, d.Since, d.Until);
}
