using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Tests.Notifications;
using Governance.Portal.Tests.Risks;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Who looks at an alert: taken over, given back, and asked about.</summary>
public sealed class AssignAlertTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Alert_TakenOver_MovesFromQueueToQueueAndBack(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var alert = await UndoAlertTests.RaiseAsync(scene);
        var (officer, owner) = (await scene.AsAsync(Roles.RiskOfficer), await scene.AsAsync(Roles.ModelOwner));
        var before = (await ReadAsync(scene, alert)).OwnerId;

        Assert.Null((await scene.Get<AssignAlert>().RunAsync(officer, alert, null, Ct)).Refusal);
        Assert.Equal(officer.User, (await ReadAsync(scene, alert)).OwnerId);
        Assert.Contains(alert, (await MineAsync(scene, officer)).Select(a => a.Id));
        Assert.Equal(("Review 1 alert", "Review 1 alert"), (await AskedAsync(scene, officer), await AskedAsync(scene, owner)));
        Assert.Equal("monitoring.not-assigned", (await scene.Get<UnassignAlert>().RunAsync(owner, alert, null, Ct)).Refusal?.Code);
        Assert.Null((await scene.Get<UnassignAlert>().RunAsync(officer, alert, null, Ct)).Refusal);
        Assert.Empty(await MineAsync(scene, officer));
        Assert.Equal((null, "Review 2 alerts"), (await AskedAsync(scene, officer), await AskedAsync(scene, owner)));
        var given = await ReadAsync(scene, alert);
        Assert.Null(given.OwnerId);
        Assert.Null((await scene.Get<UndoAlert>().RunAsync(officer, alert, AlertUndo.Unassignment, given.Revision, Ct)).Refusal);

        Assert.Equal(officer.User, (await ReadAsync(scene, alert)).OwnerId);
        Assert.NotEqual(before, officer.User);
        Assert.Equal(
            ["alert.raised", "alert.assigned", "alert.unassigned", "alert.assigned"],
            await scene.Watched.ActionsAsync(alert.ToString())
        );
    }

    [Fact]
    public async Task Alert_OverTheApi_IsAssignedByTheRules()
    {
        await using var scene = await RiskScene.StartAsync();
        var alert = await UndoAlertTests.RaiseAsync(scene);
        using var officer = await ClientAsync(scene, Roles.RiskOfficer);
        using var auditor = await ClientAsync(scene, Roles.Auditor);

        using var forbidden = await auditor.PostAsync($"/api/v1/alerts/{alert}/assign", null, Ct);
        using var unknown = await officer.PostAsync("/api/v1/alerts/ALR-9999/assign", null, Ct);
        using var assigned = await officer.PostAsync($"/api/v1/alerts/{alert}/assign", null, Ct);
        using var twice = await officer.PostAsync($"/api/v1/alerts/{alert}/assign", null, Ct);
        var mine = await officer.GetFromJsonAsync<JsonObject>("/api/v1/alerts?owner=me", Ct);
        var theirs = await auditor.GetFromJsonAsync<JsonObject>("/api/v1/alerts?owner=me", Ct);
        using var nobody = await officer.GetAsync("/api/v1/alerts?owner=nobody@bank.example", Ct);
        using var stale = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/alerts/{alert}/unassign")
        {
            Headers = { { "If-Match", "\"0\"" } },
        };
        using var refused = await officer.SendAsync(stale, Ct);
        using var back = await officer.PostAsync($"/api/v1/alerts/{alert}/unassign", null, Ct);
        using var again = await officer.PostAsync($"/api/v1/alerts/{alert}/unassign", null, Ct);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (forbidden.StatusCode, unknown.StatusCode));
        Assert.NotNull((string?)(await WatchedModel.BodyAsync(assigned))["ownerId"]);
        Assert.Equal("monitoring.assigned-already", (string?)(await twice.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        Assert.Equal(alert.ToString(), (string?)Assert.Single(mine!["items"]!.AsArray())!["id"]);
        Assert.Empty(theirs!["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
        Assert.Null((string?)(await WatchedModel.BodyAsync(back))["owner"]);
        Assert.Equal("monitoring.not-assigned", (string?)(await again.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
    }

    /// <summary>To tell the owner, one had to find a risk of the model and write a comment there.</summary>
    [Fact]
    public async Task Owner_WhoIsToldOfAnAlert_HasItInTheQueue_AndANotice()
    {
        await using var scene = await RiskScene.StartAsync();
        var alert = await UndoAlertTests.RaiseAsync(scene);
        var (officer, owner) = (await scene.AsAsync(Roles.RiskOfficer), await scene.AsAsync(Roles.ModelOwner));
        using var client = await ClientAsync(scene, Roles.RiskOfficer);
        Assert.Null((await scene.Get<AssignAlert>().RunAsync(officer, alert, null, Ct)).Refusal);
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);
        Assert.Empty(await AskedToLookAsync(scene));

        using var told = await client.PostAsync($"/api/v1/alerts/{alert}/ask-owner", null, Ct);
        using var twice = await client.PostAsync($"/api/v1/alerts/{alert}/ask-owner", null, Ct);
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);

        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        Assert.Equal("monitoring.assigned-already", (string?)(await twice.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        Assert.Equal(owner.User, (await ReadAsync(scene, alert)).OwnerId);
        Assert.Equal((null, "Review 2 alerts"), (await AskedAsync(scene, officer), await AskedAsync(scene, owner)));
        var notice = Assert.Single(await AskedToLookAsync(scene));
        Assert.Equal((owner.User, alert.ToString()), ((UserId?)notice.Person, notice.Subject));
        Assert.StartsWith("You are asked to look at it: ", NotificationTexts.Of(notice, TimeZoneInfo.Utc).Title, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<Notification>> AskedToLookAsync(RiskScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return
        [
            .. (await db.Notifications.AsNoTracking().Where(n => n.Kind == NotificationKind.AlertRaised).ToListAsync(Ct)).Where(n =>
                n.Parameters.ContainsKey("asked")
            ),
        ];
    }

    private static async Task<HttpClient> ClientAsync(RiskScene scene, string role)
    {
        await scene.AsAsync(role);
        return await scene.Portal.SignInAsync($"{role.ToLowerInvariant()}@test.example");
    }

    private static async Task<string?> AskedAsync(RiskScene scene, Actor actor) =>
        (await scene.Get<MyQueue>().RunAsync(actor, Ct))
            .Items.SingleOrDefault(i => i.Href == $"/monitoring/{WatchedModel.Name}?tab=alerts")
            ?.Asked.English;

    private static Task<IReadOnlyList<AlertView>> MineAsync(RiskScene scene, Actor actor) =>
        scene.Get<ListAlerts>().RunAsync(new AlertFilter { Owner = actor.User }, null, 50, Ct);

    private static async Task<AlertView> ReadAsync(RiskScene scene, AlertId id) => (await scene.Get<ListAlerts>().GetAsync(id, Ct))!;
}
