using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>Writes down the end of emergency overrides whose time is over. The gate is shut by the clock, not by this.</summary>
public sealed class ExpireOverrides(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private static readonly Actor s_job = Actor.OfJob("override-expiry");

    /// <summary>Runs the action on every override that is due, each in a transaction of its own.</summary>
    /// <returns>How many ended.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        List<EmergencyOverride> due;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            due = await db
                .Overrides.AsNoTracking()
                .Where(o => o.State != OverrideState.Ended && o.ExpiresAt <= now)
                .OrderBy(o => o.Id)
                .ToListAsync(ct);
        }

        var ended = 0;
        foreach (var one in due)
        {
            var outcome = await runner.RunAsync<bool>(
                s_job,
                new Attempt("override.expired", one.Id.ToString(), null),
                async (context, token) =>
                {
                    if (await PromotionLoader.LockAsync(context.Db, one.Promotion, token) is not { } promotion)
                    {
                        return false;
                    }

                    await OverrideEvents.FollowAsync(context, promotion, token);
                    return true;
                },
                ct
            );
            ended += outcome.IsDone && outcome.Value ? 1 : 0;
        }

        return ended;
    }
}
