using Governance.Data;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Administration.Overview.Subscriptions;
using Governance.Portal.Tests.Notifications;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Overview;

/// <summary>Dashboards by mail against a real server: at their hour, once, with the rights of that moment.</summary>
public sealed class MailedDashboardTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Subscription_IsMailedOnceAtItsHour_PausedAndEnded(DatabaseKind kind)
    {
        await using var server = await MailServer.StartAsync(Ct);
        await using var scene = await MailTests.SceneAsync(server.Port, kind);
        // It is 09:00 UTC.
        var subscriptions = scene.Get<ChangeSubscriptions>();
        var made = await subscriptions.CreateAsync(
            scene.Legal,
            new SubscriptionBody("sponsor", "30d", Cadence: "daily", Hour: 12, TimeZone: "Etc/UTC"),
            Ct
        );
        Assert.Equal(("SUB-0001", 12), (made.Value.Id, made.Value.NextAt!.Value.Hour));
        await PassAsync(scene);
        Assert.Empty(server.Mails);

        scene.Clock.Advance(TimeSpan.FromHours(3));
        await PassAsync(scene);
        await PassAsync(scene);
        var mail = Assert.Single(server.Mails);
        Assert.Contains("To: legal@test.example", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Sponsor dashboard, all models", mail, StringComparison.Ordinal);
        Assert.Contains("application/pdf", mail, StringComparison.Ordinal);
        var listed = Assert.Single((await subscriptions.ListAsync(scene.Legal, Ct)).Value);
        Assert.Equal(DispatchState.Sent, listed.Last!.State);
        Assert.Empty((await subscriptions.ListAsync(scene.Security, Ct)).Value);
        Assert.Equal("subscription.not-found", (await subscriptions.PauseAsync(scene.Security, "SUB-0001", true, Ct)).Refusal?.Code);

        Assert.True((await subscriptions.PauseAsync(scene.Legal, "SUB-0001", true, Ct)).IsDone);
        scene.Clock.Advance(TimeSpan.FromHours(24));
        await PassAsync(scene);
        Assert.Single(server.Mails);

        Assert.True((await subscriptions.PauseAsync(scene.Legal, "SUB-0001", false, Ct)).IsDone);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var person = scene.Legal.User!.Value.Number;
            await db
                .Users.Where(u => u.Id == person)
                .ExecuteUpdateAsync(u => u.SetProperty(p => p.DisabledAt, scene.Clock.GetUtcNow()), Ct);
        }

        scene.Clock.Advance(TimeSpan.FromHours(24));
        await PassAsync(scene);
        Assert.Single(server.Mails);
        await using var after = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(
            Governance.Domain.Kpis.SubscriptionState.Ended,
            await after.DashboardSubscriptions.Select(s => s.State).SingleAsync(Ct)
        );
    }

    [Fact]
    public async Task Account_ThatIsDisabled_HasNoMailedDashboardFromThatMoment()
    {
        await using var server = await MailServer.StartAsync(Ct);
        await using var scene = await MailTests.SceneAsync(server.Port);
        Assert.True(
            (
                await scene
                    .Get<ChangeSubscriptions>()
                    .CreateAsync(scene.Legal, new SubscriptionBody("risk", Cadence: "daily", Hour: 12), Ct)
            ).IsDone
        );
        Assert.True(
            (
                await scene
                    .Get<ChangeSubscriptions>()
                    .CreateAsync(scene.Security, new SubscriptionBody("risk", Cadence: "daily", Hour: 12), Ct)
            ).IsDone
        );

        Assert.Null(
            (await scene.Get<ChangeUserState>().DisableAsync(Governance.Domain.Identity.Actor.Host, scene.Legal.User!.Value, Ct)).Refusal
        );

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(
            [Governance.Domain.Kpis.SubscriptionState.Ended, Governance.Domain.Kpis.SubscriptionState.Active],
            await db.DashboardSubscriptions.OrderBy(s => s.Id).Select(s => s.State).ToListAsync(Ct)
        );
        Assert.Single(await scene.LogAsync("subscription.ended"));
    }

    [Fact]
    public async Task RoleThatWasTaken_IsNotMailedAnyMore_AndTheReasonIsSeen()
    {
        await using var server = await MailServer.StartAsync(Ct);
        await using var scene = await MailTests.SceneAsync(server.Port);
        var subscriptions = scene.Get<ChangeSubscriptions>();
        Assert.True((await subscriptions.CreateAsync(scene.Legal, new SubscriptionBody("risk", Cadence: "daily", Hour: 12), Ct)).IsDone);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var person = scene.Legal.User!.Value.Number;
            await db.UserRoles.Where(r => r.UserId == person).ExecuteDeleteAsync(Ct);
        }

        scene.Clock.Advance(TimeSpan.FromHours(3));
        await PassAsync(scene);

        Assert.Empty(server.Mails);
        await using var after = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var dropped = await after.Dispatches.SingleAsync(Ct);
        Assert.Equal(DispatchState.Dropped, dropped.State);
        Assert.Contains("The dashboard could not be loaded", dropped.Problem, StringComparison.Ordinal);
        Assert.Equal(
            "subscription.cadence-unknown",
            (await subscriptions.CreateAsync(scene.Security, new SubscriptionBody("risk", Cadence: "hourly"), Ct)).Refusal?.Code
        );
    }

    private static async Task PassAsync(Approvals.ApprovalsScene scene)
    {
        await scene.Get<DueDashboards>().RunAsync(Ct);
        await MailTests.SendAllAsync(scene);
    }
}
