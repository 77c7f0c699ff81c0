using System.Net;
using System.Net.Http.Json;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models.Registries;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Audit.Anchors;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Administration.Overview.Subscriptions;
using Governance.Portal.Models.Registries;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Audit;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Notifications;

/// <summary>
/// Two nodes whose clocks differ by minutes or hours: what one has in hand the other leaves alone, and what one puts off the other does in
/// time.
/// </summary>
public sealed class NodesWithOtherClocksTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Message_BeingSentByOneNode_IsLeftAloneByANodeThatIsAhead(DatabaseKind kind)
    {
        var (arrived, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var slack = await LocalHost.StartAsync(async _ =>
        {
            arrived.TrySetResult();
            await answer.Task;
            return Results.Text("ok");
        });
        await using var portal = Node(kind);
        await using var ahead = portal.Beside(Ahead(TimeSpan.FromMinutes(20)));
        await ChannelAsync(portal, slack);
        await TellAsync(portal);

        var first = portal.Get<SendDispatches>().RunAsync(Ct);
        await arrived.Task;
        var second = ahead.Get<SendDispatches>().RunAsync(Ct);
        answer.SetResult();
        await Task.WhenAll(first, second);

        Assert.Single(slack.Bodies);
        Assert.Equal(DispatchState.Sent, await StateAsync(portal));
    }

    [Fact]
    public async Task Message_AskedForByANodeThatIsAhead_IsSentByTheOtherAtOnce()
    {
        await using var slack = await LocalHost.StartAsync(_ => Results.Text("ok"));
        await using var portal = Node(DatabaseKind.Sqlite);
        await using var ahead = portal.Beside(Ahead(TimeSpan.FromHours(3)));
        await ChannelAsync(portal, slack);
        await TellAsync(ahead);

        await portal.Get<SendDispatches>().RunAsync(Ct);

        Assert.Single(slack.Bodies);
        Assert.Equal(DispatchState.Sent, await StateAsync(portal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Import_BegunByOneNode_IsLeftAloneByANodeThatIsAhead(DatabaseKind kind)
    {
        var (arrived, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var lab = await LocalHost.StartAsync(async _ =>
        {
            arrived.TrySetResult();
            await answer.Task;
            return Results.Json(new { registered_models = Array.Empty<object>() });
        });
        await using var portal = Node(kind);
        portal.Settings["MlFlow:Servers:0:Name"] = "lab";
        portal.Settings["MlFlow:Servers:0:Address"] = lab.Url.ToString();
        portal.Settings["MlFlow:Servers:0:Owner"] = "ann@bank.example";
        portal.Settings["MlFlow:ReconcileMinutes"] = "0";
        await portal.CreateUserAsync("ann@bank.example", Roles.ModelOwner);
        await using var ahead = portal.Beside(Ahead(TimeSpan.FromMinutes(40)));
        Assert.True((await ahead.Get<RequestImport>().RunAsync(Actor.Host, "lab", null, isDryRun: false, Ct)).IsDone);

        var first = portal.Get<RunImports>().RunAsync(Ct);
        await arrived.Task;
        var second = ahead.Get<RunImports>().RunAsync(Ct);
        answer.SetResult();
        await Task.WhenAll(first, second);

        Assert.Single(lab.Bodies);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(RegistryImportState.Done, (await db.RegistryImports.AsNoTracking().SingleAsync(Ct)).State);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Anchor_WhoseTurnOneNodeHas_IsLeftAloneByANodeThatIsAhead_AndPutsNothingOff(DatabaseKind kind)
    {
        await using var portal = Node(kind);
        await using var ahead = portal.Beside(Ahead(TimeSpan.FromHours(3)));
        var (here, there) = (portal.Get<AnchorSchedule>(), ahead.Get<AnchorSchedule>());

        var taken = await here.TakeAsync("witness", 10, TimeSpan.Zero, 1, Ct);
        var meanwhile = await there.TakeAsync("witness", 11, TimeSpan.Zero, 1, Ct);
        await here.DoneAsync(taken!, 10, Ct);
        var next = await there.TakeAsync("witness", 11, TimeSpan.Zero, 1, Ct);
        await there.DoneAsync(next!, 11, Ct);
        var last = await here.TakeAsync("witness", 12, TimeSpan.Zero, 1, Ct);

        Assert.NotNull(taken);
        Assert.Null(meanwhile);
        Assert.NotNull(last);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Event_MissedByANodeThatIsAhead_IsTriedAgainInTime_AndAtOnceWhenResumedOrReplayed(DatabaseKind kind)
    {
        await using var hub = await LocalHost.StartAsync(_ => Results.StatusCode(503));
        await using var portal = Node(kind);
        await using var ahead = portal.Beside(Ahead(TimeSpan.FromHours(3)));
        var admin = await portal.CreateUserAsync("admin@test.example", Roles.Administrator);
        var body = new DestinationBody("Hub", hub.Url.ToString(), "structured", ["test.written"]);
        var id = (await portal.Get<ChangeDestination>().CreateAsync(await portal.ProvenAsync(admin, Roles.Administrator), body, Ct))
            .Value
            .Id;
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        db.Append(new AuditEvent("test.written", "MDL-1", []), Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Ct);

        await ahead.Get<DeliverEvents>().RunAsync(Ct);
        var missed = await db.Deliveries.AsNoTracking().SingleAsync(Ct);
        var tried = await db.TimeAsync(Ct);
        var actor = Actor.OfUser(admin, Roles.Administrator, session: null);
        Assert.True((await ahead.Get<ChangeDestinationState>().PauseAsync(actor, id, Ct)).IsDone);
        Assert.True((await ahead.Get<ChangeDestinationState>().ResumeAsync(actor, id, Ct)).IsDone);
        Assert.Equal(1, (await ahead.Get<ReplayDeliveries>().RunAsync(actor, id, missed.LogIndex, null, Ct)).Value);
        var (waiting, now) = (await db.Deliveries.AsNoTracking().ToListAsync(Ct), await db.TimeAsync(Ct));
        var health = await db.DestinationHealth.AsNoTracking().SingleAsync(Ct);

        Assert.Equal(1, missed.Tries);
        Assert.InRange(missed.NextAt, tried - TimeSpan.FromMinutes(1), tried + TimeSpan.FromHours(1));
        Assert.Equal(2, waiting.Count);
        Assert.All(waiting, d => Assert.True(d.NextAt <= now, $"{d.Id} waits until {d.NextAt:O}, at {now:O}"));
        Assert.False(health.NotBefore > now, $"{health.NotBefore:O}");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Window_BeingJudgedByOneNode_IsLeftAloneByANodeThatIsAhead_UntilTheFirstIsGone(DatabaseKind kind)
    {
        await using var watched = await WatchedModel.StartAsync(kind);
        await watched.SendAsync(Predictions.Csv(1_000, "2026-09-01"), WindowRole.Reference);
        await watched.SendAsync(Predictions.Csv(1_000, "2026-10-01", seed: 2));
        await using var ahead = watched.Portal.Beside(Ahead(TimeSpan.FromMinutes(40)));
        await using var behind = watched.Portal.Beside(Ahead(TimeSpan.FromHours(-3)));

        await BeginAsync(TimeSpan.Zero);
        var early = await ahead.Get<EvaluateWindow>().RunAsync(Ct);
        await BeginAsync(TimeSpan.FromMinutes(-31));
        var later = await behind.Get<EvaluateWindow>().RunAsync(Ct);

        Assert.Equal((0, 1), (early, later));
        await using var read = await watched.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(EvaluationState.Done, (await read.WindowEvaluations.AsNoTracking().SingleAsync(Ct)).State);

        // As a node leaves it that began and has not ended.
        async Task BeginAsync(TimeSpan ago)
        {
            await using var db = await watched.Portal.Databases.CreateDbContextAsync(Ct);
            (await db.WindowEvaluations.SingleAsync(Ct)).Start(await db.TimeAsync(Ct) + ago);
            await db.SaveChangesAsync(Ct);
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task MailedDashboard_IsDueByTheClockOfTheDatabase_OnceForAllNodes(DatabaseKind kind)
    {
        await using var portal = Node(kind);
        portal.Settings["Notifications:Smtp:Host"] = "127.0.0.1";
        portal.Settings["Notifications:Smtp:From"] = "governance@portal.example";
        var legal = Actor.OfUser(
            await portal.CreateUserAsync("legal@test.example", Roles.LegalReviewer),
            Roles.LegalReviewer,
            session: null
        );
        await using var ahead = portal.Beside(Ahead(TimeSpan.FromHours(3)));
        await using var behind = portal.Beside(Ahead(TimeSpan.FromHours(-3)));
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var hour = (await db.TimeAsync(Ct)).AddMinutes(61).Hour;
        Assert.True(
            (
                await portal
                    .Get<ChangeSubscriptions>()
                    .CreateAsync(legal, new SubscriptionBody("sponsor", Cadence: "daily", Hour: hour, TimeZone: "Etc/UTC"), Ct)
            ).IsDone
        );

        var early = await ahead.Get<DueDashboards>().RunAsync(Ct);
        var due = await db.DashboardSubscriptions.SingleAsync(Ct);
        db.Entry(due).Property(s => s.NextAt).CurrentValue = await db.TimeAsync(Ct) - TimeSpan.FromMinutes(1);
        db.Append(new AuditEvent("subscription.resumed", due.AuditSubject, []), Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Ct);
        var asked = await Task.WhenAll(behind.Get<DueDashboards>().RunAsync(Ct), ahead.Get<DueDashboards>().RunAsync(Ct));

        Assert.Equal((0, 1), (early, asked.Sum()));
        Assert.InRange((await db.Dispatches.AsNoTracking().SingleAsync(Ct)).NextAt, due.NextAt, await db.TimeAsync(Ct));
    }

    private static TestClock Ahead(TimeSpan by)
    {
        var clock = new TestClock();
        clock.Advance(by);
        return clock;
    }

    private static PortalFactory Node(DatabaseKind kind)
    {
        var portal = new PortalFactory(kind)
        {
            HasDatabaseTime = true,
            Replace = services =>
            {
                // The test says which node looks, and when.
                foreach (
                    var job in services
                        .Where(s =>
                            s.ImplementationType is { } type && (type == typeof(RegistryImportJob) || type == typeof(DashboardMailJob))
                        )
                        .ToList()
                )
                {
                    services.Remove(job);
                }
            },
        };
        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        portal.Settings["Notifications:PublicAddress"] = "https://governance.example";
        return portal;
    }

    private static async Task ChannelAsync(PortalFactory portal, LocalHost slack)
    {
        await portal.CreateUserAsync("admin@test.example", Roles.Administrator);
        using var admin = await portal.SignInAsync("admin@test.example");
        using var made = await admin.PostAsJsonAsync(
            "/api/v1/channels",
            new
            {
                kind = "slack",
                name = "Operations",
                secret = slack.Url + "services/T0/B0/topsecret",
                from = "low",
                kinds = new[] { "incident-opened" },
            },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    private static async Task TellAsync(PortalFactory portal)
    {
        var news = new NotificationEvent(NotificationKind.IncidentOpened, "INC-0001", "INC-0001")
        {
            Urgency = Urgency.Urgent,
            Link = "/incidents/INC-0001",
            Parameters = new Dictionary<string, string> { [NotificationTexts.Thing] = "Scores drift", ["severity"] = "high" },
        };
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await portal.Get<NotifyPeople>().RunAsync(db, [(news, await db.TimeAsync(Ct))], Ct);
        await db.SaveChangesAsync(Ct);
    }

    private static async Task<DispatchState> StateAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return (await db.Dispatches.AsNoTracking().SingleAsync(Ct)).State;
    }
}
