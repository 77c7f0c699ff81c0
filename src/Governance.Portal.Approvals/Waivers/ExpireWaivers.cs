using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>
/// Records the end of waivers that have expired, and re-evaluates the promotions that rested on them. Gates compare the time themselves.
/// </summary>
public sealed class ExpireWaivers(
    ActionRunner runner,
    IFactsChanged factsChanged,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock
)
{
    private static readonly Actor s_job = Actor.OfJob("waiver-expiry");

    /// <summary>Runs the action on every waiver that is due, each in a transaction of its own.</summary>
    /// <returns>How many ended.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        List<Waiver> due;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            due = await db
                .Waivers.AsNoTracking()
                .Where(w => (w.State == WaiverState.Requested || w.State == WaiverState.InForce) && w.ExpiresAt <= now)
                .OrderBy(w => w.Id)
                .Take(500)
                .ToListAsync(ct);
        }

        var ended = 0;
        foreach (var one in due)
        {
            await factsChanged.PrepareAsync(one.Model, one.Version, ct);
            var outcome = await runner.RunAsync<bool>(
                s_job,
                new Attempt("waiver.expired", one.Id.ToString(), null),
                async (context, token) =>
                {
                    await context.Db.LockModelAsync(one.Model, token);
                    var waiver = await context.Db.Waivers.SingleAsync(w => w.Id == one.Id, token);
                    if (!waiver.Expire(context.Now))
                    {
                        return false;
                    }

                    WaiverEvents.Ended(context, waiver);
                    await factsChanged.ChangedAsync(context, waiver.Model, waiver.Version, token);
                    return true;
                },
                ct
            );
            ended += outcome.IsDone && outcome.Value ? 1 : 0;
        }

        return ended;
    }
}
