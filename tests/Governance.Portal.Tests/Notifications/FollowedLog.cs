using Governance.Data.Audit;
using Governance.Portal.Administration.Notifications;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Notifications;

internal static class FollowedLog
{
    /// <summary>Everything in the log has told whom it concerns.</summary>
    public static async Task CatchUpAsync(PortalFactory portal, CancellationToken ct)
    {
        while (true)
        {
            await portal.Get<FollowNotifications>().CatchUpAsync(ct);
            await using var db = await portal.Databases.CreateDbContextAsync(ct);
            var position = await db.Set<LogFollower>()
                .Where(f => f.Name == FollowNotifications.Name)
                .Select(f => f.Position)
                .SingleAsync(ct);
            if (position >= await LogFollowers.EndAsync(db, ct))
            {
                return;
            }
        }
    }
}
