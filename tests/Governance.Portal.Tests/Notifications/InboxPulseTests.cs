using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Queries;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Governance.Portal.Tests.Notifications;

/// <summary>On PostgreSQL a number is given out before the commit: what appears below the greatest number is announced too, once.</summary>
public sealed class InboxPulseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Look_LowerNumberCommitsLater_IsAnnouncedOnce()
    {
        await using var scene = await ApprovalsScene.CreateAsync(
            DatabaseKind.Postgres,
            configure: portal => portal.Replace += GrowingPortal.RemoveJobs
        );
        var (early, late, quick) = (scene.Owner.User!.Value, scene.Legal.User!.Value, scene.Security.User!.Value);
        var clock = new Stopwatch();
        var (pulse, heard) = Pulse(scene, clock);
        // Its number is taken before the first look, and it commits after everything else.
        await using var slowest = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        await using var slowestTransaction = await slowest.Database.BeginTransactionAsync(Ct);
        await AddAsync(slowest, early, "before the first look");
        await using (var there = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await AddAsync(there, quick, "known when the portal starts");
        }

        await pulse.RunAsync(Ct);
        Assert.Empty(heard);
        await using var slow = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        await using var slowTransaction = await slow.Database.BeginTransactionAsync(Ct);
        var low = await AddAsync(slow, late, "first number, second commit");
        await using (var fast = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.True(await AddAsync(fast, quick, "second number, first commit") > low);
        }

        await pulse.RunAsync(Ct);
        Assert.Equal([Inbox.Of(quick)], Told(heard));
        clock.Passed = TimeSpan.FromSeconds(90);
        await slowTransaction.CommitAsync(Ct);
        await pulse.RunAsync(Ct);
        Assert.Equal([Inbox.Of(late)], Told(heard));
        await slowestTransaction.CommitAsync(Ct);
        await pulse.RunAsync(Ct);
        Assert.Equal([Inbox.Of(early)], Told(heard));
        clock.Passed = TimeSpan.FromMinutes(10);
        await pulse.RunAsync(Ct);
        await pulse.RunAsync(Ct);
        Assert.Empty(heard);
        await using (var next = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await AddAsync(next, quick, "as usual");
        }

        await pulse.RunAsync(Ct);
        Assert.Equal([Inbox.Of(quick)], Told(heard));
    }

    private static (InboxPulse Pulse, List<string> Heard) Pulse(ApprovalsScene scene, TimeProvider clock)
    {
        // A feed of its own: what this process tells itself is not heard here.
        var feed = new ChangeFeed(NullLogger<ChangeFeed>.Instance);
        var heard = new List<string>();
        feed.Subscribe([], change => heard.Add(change.Subject));
        return (new InboxPulse(scene.Portal.Databases, feed, scene.Get<IConfiguration>(), clock, NullLogger<InboxPulse>.Instance), heard);
    }

    private static List<string> Told(List<string> heard)
    {
        List<string> told = [.. heard];
        heard.Clear();
        return told;
    }

    private static async Task<long> AddAsync(GovernanceDbContext db, UserId person, string key)
    {
        var notification = Notification.Of(
            new NotificationEvent(NotificationKind.SignOffAsked, "APR-0001", key) { Link = "/approvals/APR-0001" },
            person,
            forDigest: false,
            TimeProvider.System.GetUtcNow()
        );
        db.Notifications.Add(notification);
        await db.SaveChangesAsync(Ct);
        return notification.Id;
    }

    private sealed class Stopwatch : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
