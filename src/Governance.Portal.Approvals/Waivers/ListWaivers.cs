using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>Reads waivers.</summary>
public sealed class ListWaivers(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>One waiver.</summary>
    public async Task<Result<WaiverView>> GetAsync(WaiverId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Waivers.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, ct) is { } waiver
            ? WaiverView.Of(waiver, clock.GetUtcNow())
            : WaiverRefusals.NotFound;
    }

    /// <summary>A page of waivers, the newest first.</summary>
    /// <param name="model">Only of this model.</param>
    /// <param name="version">Only of this version.</param>
    /// <param name="state">Only in this state.</param>
    /// <param name="below">Only with a smaller number; null from the newest.</param>
    /// <param name="limit">How many, 1 to 500.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ApiPage<WaiverView>> RunAsync(
        string? model,
        string? version,
        WaiverState? state,
        int? below,
        int limit,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .Waivers.AsNoTracking()
            .Where(w =>
                (model == null || w.Model == model)
                && (version == null || w.Version == version)
                && (state == null || w.State == state)
                && (below == null || (int)(object)w.Id < below)
            )
            .OrderByDescending(w => w.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var now = clock.GetUtcNow();
        return new ApiPage<WaiverView>(
            [.. found.Take(limit).Select(w => WaiverView.Of(w, now))],
            found.Count > limit ? Cursor.Encode(found[limit - 1].Id.ToString()) : null
        );
    }
}
