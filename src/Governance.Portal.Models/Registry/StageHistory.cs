using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Reads where versions stood and where they serve.</summary>
public sealed class StageHistory(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int Most = 1_000;

    /// <summary>Steps from stage to stage, oldest first; of one version, or of all.</summary>
    public async Task<IReadOnlyList<StageStep>> StepsAsync(string model, string? version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .StageChanges.AsNoTracking()
            .Where(c => c.Model == model && (version == null || c.Version == version))
            .OrderBy(c => c.At)
            .ThenBy(c => c.Id)
            .Take(Most)
            .Select(c => new StageStep(c.Version, c.From, c.To, c.Cause, c.At))
            .ToListAsync(ct);
    }

    /// <summary>Deployments, newest first; of one version, or of all.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Name of the version; null for all.</param>
    /// <param name="query">Limit and cursor.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ApiPage<DeploymentView>>> DeploymentsAsync(
        string model,
        string? version,
        ListQuery query,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        var take = query.Take();
        if (take.Refusal is { } limit)
        {
            return limit;
        }

        var before = int.MaxValue;
        if (
            query.Cursor is not null
            && (
                !Cursor.TryDecode(query.Cursor, 1, out var keys)
                || !DisplayId.TryParse<DeploymentId>(keys[0], out var last)
                || (before = last.Number) < 1
            )
        )
        {
            return Cursor.NotOurs;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (version is not null)
        {
            var found = await VersionLookup.ReadAsync(db, model, version, ct);
            if (found.Refusal is { } refusal)
            {
                return refusal;
            }
        }
        else if (!await VersionLookup.IsModelAsync(db, model, ct))
        {
            return ModelRefusals.NotFound(model);
        }

        var rows = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == model && (version == null || d.Version == version) && (int)(object)d.Id < before)
            .OrderByDescending(d => d.Id)
            .Take(take.Value + 1)
            .ToListAsync(ct);
        var shown = rows.Take(take.Value).ToList();
        var plans = await RollbackPlans.NewestAsync(db, [.. shown.Select(d => d.Id)], ct);
        var page = shown.ConvertAll(d => DeploymentView.Of(d, plans.GetValueOrDefault(d.Id)));
        return new ApiPage<DeploymentView>(page, rows.Count > take.Value ? Cursor.Encode(page[^1].Id.ToString()) : null);
    }

    /// <summary>One deployment of a version.</summary>
    public async Task<Result<DeploymentView>> DeploymentAsync(string model, string version, string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await VersionLookup.ReadAsync(db, model, version, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        return
            DisplayId.TryParse<DeploymentId>(id, out var number)
            && await db.Deployments.AsNoTracking().SingleOrDefaultAsync(d => d.Id == number && d.Model == model && d.Version == version, ct)
                is { } deployment
            ? DeploymentView.Of(deployment, (await RollbackPlans.NewestAsync(db, [deployment.Id], ct)).GetValueOrDefault(deployment.Id))
            : ModelRefusals.DeploymentNotFound(id);
    }
}
