using System.Net;
using System.Text.Json.Nodes;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Account;

/// <summary>How long a session lives: unused, and at all.</summary>
public sealed class SessionAgeTests
{
    private const string Ann = "ann@bank.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Ages_ByDefault_AreTwelveHoursAndThirtyMinutes() =>
        Assert.Equal((12, 30), (new SecurityOptions().SessionHours, new SecurityOptions().SessionIdleMinutes));

    [Fact]
    public async Task Session_Unused_EndsAfterItsTime_AndOneInUseGoesOn()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        var client = await portal.SignInAsync(Ann);

        clock.Advance(TimeSpan.FromMinutes(29));
        var used = await client.GetAsync("/api/v1/session", Ct);
        clock.Advance(TimeSpan.FromMinutes(29));
        var usedAgain = await client.GetAsync("/api/v1/session", Ct);
        clock.Advance(TimeSpan.FromMinutes(31));
        var unused = await client.GetAsync("/api/v1/session", Ct);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized),
            (used.StatusCode, usedAgain.StatusCode, unused.StatusCode)
        );
    }

    [Fact]
    public async Task Browser_UnusedForHalfAYear_IsForgotten_AndTheRecordsAreStillWhatTheLogStates()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        await portal.SignInAsync(Ann);
        async Task<int> KnownAsync()
        {
            await using var db = await portal.Databases.CreateDbContextAsync(Ct);
            return await db.UserTokens.CountAsync(Ct);
        }

        Assert.Equal(1, await KnownAsync());
        clock.Advance(TimeSpan.FromDays(181));
        await portal.Get<ExpiryJob>().RunAsync(Ct);

        Assert.Equal(0, await KnownAsync());
        Assert.Empty((await portal.Get<RecordSelfCheck>().RunAsync(Ct)).Findings);
    }

    [Fact]
    public async Task OpenPage_ThatNobodyTouches_IsNoUseOfTheSession()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        var client = await portal.SignInAsync(Ann);

        // What an open page does by itself: it connects again.
        clock.Advance(TimeSpan.FromMinutes(20));
        await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Ct);
        clock.Advance(TimeSpan.FromMinutes(11));

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var session = (await db.Sessions.AsNoTracking().SingleAsync(Ct)).Hash;
        // What it asks every thirty seconds.
        Assert.True(
            SessionCookies.IsIdle(
                await SessionCookies.LastSeenAsync(db, session, Ct),
                portal.Get<Microsoft.Extensions.Options.IOptions<SecurityOptions>>().Value,
                clock.GetUtcNow()
            )
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/session", Ct)).StatusCode);
    }

    [Fact]
    public async Task Session_AlwaysInUse_EndsAfterItsHours_ForPagesAndActionsToo()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        var id = await portal.CreateUserAsync(Ann, Roles.Engineer);
        var client = await portal.SignInAsync(Ann);
        for (var i = 0; i < 28; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(25));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/session", Ct)).StatusCode);
        }

        clock.Advance(TimeSpan.FromMinutes(25));

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/session", Ct)).StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var actor = Actor.OfUser(id, Roles.Engineer, (await db.Sessions.SingleAsync(Ct)).Hash);
        Assert.Equal(IdentityRefusals.NoLongerActive, (await AccessReader.LoadAsync(db, actor, clock.GetUtcNow(), Ct)).Refusal);
    }

    [Fact]
    public async Task Job_EndsBothAndLogsWhy()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        await portal.SignInAsync(Ann);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        // One of before there was an end.
        db.Sessions.Add(
            new UserSession
            {
                Hash = new string('a', 64),
                User = new UserId(1),
                Method = "password",
                OpenedAt = clock.GetUtcNow().AddHours(-13),
                LastSeenAt = clock.GetUtcNow().AddHours(1),
            }
        );
        await db.SaveChangesAsync(Ct);
        clock.Advance(TimeSpan.FromMinutes(31));

        await portal.Get<ExpiryJob>().RunAsync(Ct);

        var reasons = (await db.AuditEntries.Where(e => e.Action == "session.closed").ToListAsync(Ct))
            .Select(e => (string?)JsonNode.Parse(e.Leaf)!["data"]!["because"])
            .Order(StringComparer.Ordinal);
        Assert.Equal(["over", "unused"], reasons);
    }

    private static PortalFactory Portal(TestClock clock)
    {
        var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        portal.Settings["Security:SessionHours"] = "12";
        portal.Settings["Security:SessionIdleMinutes"] = "30";
        return portal;
    }
}
