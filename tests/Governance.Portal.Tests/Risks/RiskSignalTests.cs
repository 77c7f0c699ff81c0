using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Risks;

/// <summary>The register moves with the facts, and the gate with the register.</summary>
public sealed class RiskSignalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task RiskThatAnOpenAlertHasRaised_IsMadeLessByTheDataOrTheSecondLine_NotByWhoAnswersForTheModel(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var owner = await scene.AsAsync(Roles.ModelOwner);
        await scene.Watched.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        var risk = await scene.RaiseAsync(new(2, 4));
        var monitor = (await scene.DriftMonitorAsync()).ToString();
        Assert.Null((await scene.Get<BindRiskSignal>().RunAsync(owner, risk, new(monitor, null), null, Ct)).Refusal);
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-03", shift: 60, seed: 4));
        Assert.Equal(16, (await scene.ReadAsync(risk)).Residual!.Score);
        await scene.ActivateAsync();

        // By no door: no signal, a weaker or another one, another score, closed; in person and by key.
        var change = scene.Get<ChangeRisk>();
        foreach (var signal in new[] { null, new BindRiskSignal.Command(monitor, null, 1, 1), new(null, "late-data") })
        {
            await RefusedAsync(scene.Get<BindRiskSignal>().RunAsync(owner, risk, signal, null, Ct));
        }

        await RefusedAsync(change.RunAsync(owner, risk, now => now with { Residual = new(1, 1) }, "Better", null, Ct));
        await RefusedAsync(scene.Get<CloseRisk>().RunAsync(owner, risk, "Gone", null, Ct));
        using (var key = await scene.Portal.CreateKeyClientAsync(owner.User, Scopes.RegistersWrite))
        {
            using var answer = await key.DeleteAsync(new Uri($"/api/v1/risks/{risk}/signal", UriKind.Relative), Ct);
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(16, (await scene.ReadAsync(risk)).Residual!.Score);

        // To say that it is worse, or what else is known of it, is anyone's; less of it says the second line.
        Assert.Null((await change.RunAsync(owner, risk, now => now with { Residual = new(3, 4) }, "Worse", null, Ct)).Refusal);
        Assert.Null((await change.RunAsync(owner, risk, now => now with { Title = "Economic shock" }, null, null, Ct)).Refusal);
        var officer = await scene.AsAsync(Roles.RiskOfficer);
        Assert.Null((await change.RunAsync(officer, risk, now => now with { Residual = new(1, 4) }, "Hedged", null, Ct)).Refusal);

        static async Task RefusedAsync(Task<Result<RiskId>> act) => Assert.Equal("risk.alert-decides", (await act).Refusal?.Code);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task DriftAlert_RescoresTheRisk_TheGateBlocksUntilItIsRemediated_InOneTimeline(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var owner = await scene.AsAsync(Roles.ModelOwner);
        await scene.Watched.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        var risk = await scene.RaiseAsync(new(2, 4));
        Assert.Null(
            (
                await scene
                    .Get<AddMitigation>()
                    .RunAsync(owner, risk, "Monthly calibration by segment", "Calibration report, November", null, Ct)
            ).Refusal
        );
        Assert.Null(
            (
                await scene.Get<BindRiskSignal>().RunAsync(owner, risk, new((await scene.DriftMonitorAsync()).ToString(), null), null, Ct)
            ).Refusal
        );
        await scene.ActivateAsync();
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        Assert.True((await scene.AskAsync()).Allow);
        Assert.Contains(risk.ToString(), await BundledRisksAsync(scene, promotion));

        // Amounts move: the monitor calls after two windows, the risk hears it, the approval is void and the gate shut.
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-03", shift: 60, seed: 4));
        var alert = (await scene.Watched.AlertAsync("amount"))!;
        var raised = await scene.ReadAsync(risk);
        Assert.Equal(
            (16, 8, alert.Id, true),
            (raised.Residual!.Score, raised.Assessed!.Score, raised.Signal!.Alert!.Value, raised.AboveAppetite)
        );
        var open = await scene.PromotionAsync(promotion);
        Assert.Equal((PromotionState.Open, true), (open.State, open.SignOffs.All(s => s.Status is SignOffStatus.Void)));
        var shut = await scene.AskAsync();
        Assert.False(shut.Allow);
        Assert.Contains(shut.Reasons, r => r.Rule == "RISK-01" && r.Message.Contains(risk.ToString(), StringComparison.Ordinal));

        // A step is planned and done, the windows are quiet again, and the score is what people assessed.
        Assert.Null(
            (
                await scene
                    .Get<AddRiskStep>()
                    .RunAsync(owner, risk, "Recalibrate on October", TimeProvider.System.GetUtcNow().AddDays(7), null, Ct)
            ).Refusal
        );
        Assert.False((await scene.ReadAsync(risk)).Treated);
        Assert.Null((await scene.Get<FinishRiskStep>().RunAsync(owner, risk, 1, "Calibration report, December", null, Ct)).Refusal);
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-04", seed: 6));
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-05", seed: 7));
        var over = await scene.ReadAsync(risk);
        Assert.Equal((8, DriftLevel.Ok, true), (over.Residual!.Score, over.Signal!.Level, over.Treated));
        await scene.SignAllAsync(promotion);
        Assert.True((await scene.AskAsync()).Allow);

        var story = await scene.Get<RiskHistory>().StoryAsync(risk, Ct);
        string[] told =
        [
            "risk.raised",
            "risk.mitigated",
            "risk.signal-bound",
            "gate.evaluated",
            "alert.raised",
            "risk.rescored",
            "gate.evaluated",
            "risk.planned",
            "risk.remediated",
            "alert.resolved",
            "risk.rescored",
            "gate.evaluated",
        ];
        Assert.Equal(told, InOrder(story.Select(s => s.Action), told));
        Assert.Contains(
            story,
            s =>
                s.Action == "risk.rescored"
                && s.Detail!.StartsWith($"{alert.Id} (drift of amount, measured as PSI ", StringComparison.Ordinal)
                && s.Detail.EndsWith("residual score from 8 to 16.", StringComparison.Ordinal)
        );
        Assert.Contains(
            story,
            s => s.Action == "gate.evaluated" && s.Detail!.Contains($"Above the accepted level: {risk}", StringComparison.Ordinal)
        );
        Assert.Equal(story.Select(s => s.LogIndex).Order(), story.Select(s => s.LogIndex));
    }

    [Fact]
    public async Task AlertResolvedByAPerson_TakesBackWhatItAdded()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.Watched.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-03", shift: 60, seed: 4));
        var risk = await scene.RaiseAsync(new(2, 3));

        // Bound while the alert is open: it counts at once.
        Assert.Null(
            (await scene.Get<BindRiskSignal>().RunAsync(await scene.AsAsync(Roles.RiskOfficer), risk, new(null, "drift"), null, Ct)).Refusal
        );
        Assert.Equal(12, (await scene.ReadAsync(risk)).Residual!.Score);
        foreach (var alert in await scene.Watched.AlertsAsync())
        {
            Assert.Null((await scene.Get<ResolveAlert>().RunAsync(Actor.Host, alert.Id, "The tariff changed", null, Ct)).Refusal);
        }

        Assert.Equal(6, (await scene.ReadAsync(risk)).Residual!.Score);
        var history = await scene.Get<RiskHistory>().RunAsync(risk, null, 50, Ct);
        Assert.Equal(
            ["residual.likelihood", "residual.score"],
            history.Items[0].Differences.Select(d => d.Member).Where(m => m.StartsWith("residual", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task VersionOfOtherData_AndGateThatBlocks_RaiseAlertsThatReachTheirRisk()
    {
        await using var scene = await RiskScene.StartAsync();
        var officer = await scene.AsAsync(Roles.RiskOfficer);
        var (data, policy) = (
            await scene.RaiseAsync(new(1, 4), "Wrong training data"),
            await scene.RaiseAsync(new(1, 3), "Policy is not met")
        );
        Assert.Null((await scene.Get<BindRiskSignal>().RunAsync(officer, data, new(null, "data-change"), null, Ct)).Refusal);
        Assert.Null((await scene.Get<BindRiskSignal>().RunAsync(officer, policy, new(null, "policy-violation"), null, Ct)).Refusal);

        using var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistryWrite);
        await RegisterAsync(client, "1.1.0", new string('1', 64));
        await RegisterAsync(client, "1.2.0", new string('2', 64));
        await RegisterAsync(client, "1.3.0", new string('2', 64));
        // Each version has an alert of its own.
        Assert.Equal(
            [("1.1.0", "applications (training)"), ("1.2.0", "applications (training)")],
            (await scene.Watched.AlertsAsync())
                .Where(a => a.Rule is AlertRule.DataChange)
                .Select(a => (a.Version, a.Field))
                .OrderBy(a => a.Version, StringComparer.Ordinal)
        );
        Assert.Equal(8, (await scene.ReadAsync(data)).Residual!.Score);

        // 1.3.0 has no artifact: the gate blocks its request, and the job lets the risk hear of it.
        var requested = await scene
            .Get<RequestPromotion>()
            .RunAsync(await scene.AsAsync(Roles.Engineer), new(WatchedModel.Name, "1.3.0", "production", "Try"), Ct);
        Assert.Null(requested.Refusal);
        Assert.Contains(await scene.Watched.AlertsAsync(), a => a.Rule is AlertRule.PolicyViolation && a.Version == "1.3.0");
        Assert.Equal(1, await scene.Get<ApplyAlertsToRisks>().RunAsync(Ct));
        Assert.Equal(6, (await scene.ReadAsync(policy)).Residual!.Score);
        Assert.Equal(0, await scene.Get<ApplyAlertsToRisks>().RunAsync(Ct));
    }

    [Fact]
    public async Task LineageThatChanges_RaisesAnAlertThatReachesItsRisk()
    {
        await using var scene = await RiskScene.StartAsync();
        var risk = await scene.RaiseAsync(new(1, 4), "Data nobody approved");
        Assert.Null(
            (
                await scene
                    .Get<BindRiskSignal>()
                    .RunAsync(await scene.AsAsync(Roles.RiskOfficer), risk, new(null, "lineage-change"), null, Ct)
            ).Refusal
        );
        using var registry = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistryWrite);
        await RegisterAsync(registry, "1.1.0", new string('1', 64));
        using var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.LineageWrite);

        await new Lineage.Pipeline(client).SendAsync(
            Lineage.Pipeline.Run(
                "train",
                new DateTimeOffset(2026, 11, 19, 6, 0, 0, TimeSpan.Zero),
                [Lineage.Pipeline.Dataset("applications", new string('2', 64))],
                []
            )
        );

        Assert.Equal(
            ["warehouse/applications (other digest)"],
            (await scene.Watched.AlertsAsync()).Where(a => a.Rule is AlertRule.LineageChange).Select(a => a.Field)
        );
        Assert.Equal(8, (await scene.ReadAsync(risk)).Residual!.Score);
    }

    private static async Task RegisterAsync(HttpClient client, string version, string dataset)
    {
        using var answer = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
            client,
            $"/api/v1/models/{WatchedModel.Name}/versions",
            new
            {
                version,
                artifact = new
                {
                    sha256 = new string('a', 63) + version[2],
                    sizeBytes = 5,
                    mediaType = "application/json",
                },
                datasets = new[]
                {
                    new
                    {
                        name = "applications",
                        version = "1",
                        sha256 = dataset,
                        role = "training",
                    },
                },
            },
            Ct
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<IReadOnlyList<string?>> BundledRisksAsync(RiskScene scene, PromotionId id)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        using var bundle = JsonDocument.Parse(await db.Promotions.Where(p => p.Id == id).Select(p => p.Bundle).SingleAsync(Ct));
        return [.. bundle.RootElement.GetProperty("risks").EnumerateArray().Select(r => r.GetProperty("id").GetString())];
    }

    // The longest beginning of what was to be told that was told in this order.
    private static List<string> InOrder(IEnumerable<string> said, string[] wanted)
    {
        var found = new List<string>();
        foreach (var action in said)
        {
            if (found.Count < wanted.Length && action == wanted[found.Count])
            {
                found.Add(action);
            }
        }

        return found;
    }
}
