using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Overrides;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Approvals.Waivers;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Closes promotions whose time is over: requests that stayed open too long, approvals no one used.</summary>
public sealed class ExpirePromotions(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private static readonly Actor s_job = Actor.OfJob("promotion-expiry");

    /// <summary>Runs the action on every promotion that is due, each in a transaction of its own.</summary>
    /// <returns>How many expired.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetLocalNow();
        List<PromotionId> due;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            due = await db
                .Promotions.Where(p => (p.State == PromotionState.Open || p.State == PromotionState.Approved) && p.ExpiresAt <= now)
                .OrderBy(p => p.Id)
                .Select(p => p.Id)
                .ToListAsync(ct);
        }

        var expired = 0;
        foreach (var id in due)
        {
            var outcome = await runner.RunAsync<bool>(
                s_job,
                new Attempt("promotion.expired", id.ToString(), null),
                async (context, token) =>
                {
                    if (await PromotionLoader.LockAsync(context.Db, id, token) is not { } promotion || !promotion.Expire(context.Now))
                    {
                        return false;
                    }

                    PromotionEvents.Expired(context, promotion);
                    await OverrideEvents.FollowAsync(context, promotion, token);
                    return true;
                },
                ct
            );
            expired += outcome.IsDone && outcome.Value ? 1 : 0;
        }

        return expired;
    }
}

/// <summary>Looks for expired promotions and emergency overrides from time to time.</summary>
internal sealed partial class PromotionExpiryJob(
    ExpirePromotions expire,
    ExpireOverrides expireOverrides,
    ExpireWaivers expireWaivers,
    CheckPermits checkPermits,
    IOptions<ApprovalsOptions> options,
    TimeProvider clock,
    ILogger<PromotionExpiryJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(options.Value.ExpiryCheckSeconds), clock)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        if (await expire.RunAsync(ct) is > 0 and var count)
        {
            LogExpired(count);
        }

        if (await expireOverrides.RunAsync(ct) is > 0 and var ended)
        {
            LogOverridesEnded(ended);
        }

        if (await expireWaivers.RunAsync(ct) is > 0 and var waived)
        {
            LogWaiversEnded(waived);
        }

        if (await checkPermits.RunAsync(ct) is > 0 and var revoked)
        {
            LogPermitsRevoked(revoked);
        }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1440, LogLevel.Information, "{Count} promotions expired")]
    private partial void LogExpired(int count);

    [LoggerMessage(1304, LogLevel.Warning, "Emergency overrides expired: {Count}")]
    private partial void LogOverridesEnded(int count);

    [LoggerMessage(1305, LogLevel.Information, "{Count} waivers expired")]
    private partial void LogWaiversEnded(int count);

    [LoggerMessage(1306, LogLevel.Warning, "Deployment permits revoked because the gate no longer allows them: {Count}")]
    private partial void LogPermitsRevoked(int count);

    [LoggerMessage(1441, LogLevel.Error, "Looking for expired promotions failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
