using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Tests.Risks;
using Governance.Testing;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>What someone has just said about an alert is taken back by an entry of its own, and only while nothing came after.</summary>
public sealed class UndoAlertTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Undo_OfEach_LeavesTheAlertAsItWasAndBothEntries(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var alert = await RaiseAsync(scene);
        var officer = await scene.AsAsync(Roles.RiskOfficer);
        var until = TimeProvider.System.GetUtcNow().AddDays(7);

        Assert.Null((await scene.Get<AcknowledgeAlert>().RunAsync(officer, alert, null, Ct)).Refusal);
        Assert.Null(await UndoAsync(scene, officer, alert, AlertUndo.Acknowledgement));
        var open = await ReadAsync(scene, alert);
        Assert.Equal((AlertState.Open, (string?)null), (open.State, open.AcknowledgedBy));

        Assert.Null((await scene.Get<SilenceAlert>().RunAsync(officer, alert, until, "A campaign runs", null, Ct)).Refusal);
        Assert.Null(await UndoAsync(scene, officer, alert, AlertUndo.Silence));
        Assert.Null((await ReadAsync(scene, alert)).SilencedUntil);

        Assert.Null((await scene.Get<ResolveAlert>().RunAsync(officer, alert, "Over", null, Ct)).Refusal);
        Assert.Null(await UndoAsync(scene, officer, alert, AlertUndo.Resolution));
        var again = await ReadAsync(scene, alert);
        Assert.Equal((AlertState.Open, (string?)null, (DateTimeOffset?)null), (again.State, again.Resolution, again.ResolvedAt));
        Assert.Equal(
            [
                "alert.raised",
                "alert.acknowledged",
                "alert.unacknowledged",
                "alert.silenced",
                "alert.unsilenced",
                "alert.resolved",
                "alert.reopened",
            ],
            await scene.Watched.ActionsAsync(alert.ToString())
        );
    }

    [Fact]
    public async Task Undo_AfterSomethingElse_OrOfSomebodyElse_IsRefused()
    {
        await using var scene = await RiskScene.StartAsync();
        var alert = await RaiseAsync(scene);
        var (officer, owner) = (await scene.AsAsync(Roles.RiskOfficer), await scene.AsAsync(Roles.ModelOwner));
        Assert.Null((await scene.Get<AcknowledgeAlert>().RunAsync(officer, alert, null, Ct)).Refusal);
        var left = (await ReadAsync(scene, alert)).Revision;

        Assert.Equal("monitoring.nothing-to-undo", await UndoAsync(scene, owner, alert, AlertUndo.Acknowledgement));
        Assert.Equal(
            RefusalKind.Forbidden,
            (await scene.Get<UndoAlert>().RunAsync(await scene.AsAsync(Roles.LegalReviewer), alert, AlertUndo.Acknowledgement, left, Ct))
                .Refusal
                ?.Kind
        );
        Assert.Null(
            (await scene.Get<SilenceAlert>().RunAsync(owner, alert, TimeProvider.System.GetUtcNow().AddDays(7), "Known", null, Ct)).Refusal
        );
        Assert.Equal(
            "monitoring.nothing-to-undo",
            (await scene.Get<UndoAlert>().RunAsync(officer, alert, AlertUndo.Acknowledgement, left, Ct)).Refusal?.Code
        );
        Assert.Equal(AlertState.Acknowledged, (await ReadAsync(scene, alert)).State);
        Assert.Equal(
            "monitoring.alert-not-found",
            (await scene.Get<UndoAlert>().RunAsync(officer, new AlertId(999), AlertUndo.Silence, 1, Ct)).Refusal?.Code
        );
    }

    internal static async Task<AlertId> RaiseAsync(RiskScene scene)
    {
        await scene.Watched.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-01", shift: 60, seed: 2));
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
        return (await scene.Watched.AlertAsync("amount"))!.Id;
    }

    private static async Task<string?> UndoAsync(RiskScene scene, Actor actor, AlertId id, AlertUndo step) =>
        (await scene.Get<UndoAlert>().RunAsync(actor, id, step, (await ReadAsync(scene, id)).Revision, Ct)).Refusal?.Code;

    private static async Task<AlertView> ReadAsync(RiskScene scene, AlertId id) => (await scene.Get<ListAlerts>().GetAsync(id, Ct))!;
}
