using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Monitoring;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Nodes;
using Governance.Portal.Tests.Risks;
using Governance.Portal.Tests.RoleScopes;
using Governance.Testing;

namespace Governance.Portal.Tests.Figures;

/// <summary>
/// The figures that are kept say at once what was done, on the node where it was done and on every other, and say to nobody what they may
/// not see.
/// </summary>
public sealed class FiguresOfPagesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task EveryFigure_SaysAtOnceWhatWasDone(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var officer = await scene.AsAsync(Roles.RiskOfficer);
        // Read twice, so that they are kept.
        Assert.Equal(await ReadAsync(scene), await ReadAsync(scene));
        Assert.Equal(new Read(0, 0, 0, 1, 0, 0, 0, 0, 1, 0), await ReadAsync(scene));

        await scene.RaiseAsync(new(5, 4));
        Assert.Equal(new Read(0, 1, 0, 1, 1, 1, 0, 1, 0, 0), await ReadAsync(scene));

        await scene.Watched.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
        Assert.Equal(new Read(1, 1, 0, 1, 1, 1, 1, 1, 0, 0), await ReadAsync(scene));

        var opened = await scene
            .Get<OpenIncident>()
            .RunAsync(
                officer,
                new()
                {
                    Title = "Amounts are off",
                    Severity = "high",
                    Category = "drift",
                    Versions = [new(WatchedModel.Name, WatchedModel.Version)],
                },
                Ct
            );
        Assert.Null(opened.Refusal);
        Assert.Equal(new Read(1, 1, 1, 1, 1, 1, 1, 1, 0, 1), await ReadAsync(scene));

        using var registry = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistryWrite);
        using var registered = await registry.PostAsJsonAsync(
            "/api/v1/models",
            new JsonObject
            {
                ["name"] = "another",
                ["owner"] = "owner@test.example",
                ["riskClass"] = "minimal",
            },
            Ct
        );
        registered.EnsureSuccessStatusCode();
        Assert.Equal(new Read(1, 1, 1, 2, 1, 1, 1, 1, 1, 1), await ReadAsync(scene));
    }

    [Fact]
    public async Task Figure_IsReadAgainOnEveryNode_AsSoonAsAnotherHasAnswered()
    {
        TwoNodes.Need();
        var nodes = new TwoNodes();
        await nodes.InitializeAsync();
        try
        {
            var person = await nodes.Here.CreateUserAsync("register@test.example", Roles.ComplianceOfficer);
            var actor = await nodes.Here.ProvenAsync(person, Roles.ComplianceOfficer);
            var (here, there) = (nodes.Here.Get<ListRisks>(), nodes.There.Get<ListRisks>());
            var before = await there.CountAboveAsync(Ct);
            foreach (var n in Enumerable.Range(1, 5))
            {
                Assert.Equal((before + n - 1, before + n - 1), (await here.CountAboveAsync(Ct), await there.CountAboveAsync(Ct)));
                var raised = await nodes
                    .Here.Get<RaiseRisk>()
                    .RunAsync(
                        actor,
                        new()
                        {
                            Title = $"Risk {n}",
                            Category = "drift",
                            Inherent = new(5, 5),
                            Residual = new(5, 5),
                            Treatment = "reduce",
                            Owner = "register@test.example",
                        },
                        Ct
                    );
                Assert.Null(raised.Refusal);

                // Nothing is waited for: the node asks the log, and does not wait to be told.
                Assert.Equal((before + n, before + n), (await there.CountAboveAsync(Ct), await here.CountAboveAsync(Ct)));
            }
        }
        finally
        {
            await nodes.DisposeAsync();
        }
    }

    [Fact]
    public async Task LimitedRole_SeesItsOwnFigures_WhoeverAskedBefore()
    {
        await using var world = await ScopedWorld.CreateAsync();
        var limited = await world.LimitedAsync(Roles.RiskOfficer, "figures@bank.example");
        foreach (var (reader, each) in new[] { (world.Whole, 2), (limited, 1), (world.Whole, 2), (limited, 1) })
        {
            var kpis = JsonNode.Parse(await reader.GetStringAsync("/api/v1/kpis", Ct))!["items"]!.AsArray();
            var open = kpis.Single(k => (string?)k!["id"] == "open-risks")!;
            Assert.Equal(each, (double)open["value"]!);
            var summary = JsonNode.Parse(await reader.GetStringAsync("/api/v1/risks/summary", Ct))!;
            Assert.Equal(each, (int)summary["open"]!);
            var page = await reader.GetStringAsync("/models", Ct);
            Assert.Contains("hither-model", page, StringComparison.Ordinal);
            Assert.Equal(each == 2, page.Contains("yonder-model", StringComparison.Ordinal));
            var incidents = await reader.GetStringAsync("/incidents", Ct);
            Assert.Contains(each == 2 ? "2 open incidents" : "1 open incident", incidents, StringComparison.Ordinal);
        }
    }

    private static async Task<Read> ReadAsync(RiskScene scene)
    {
        var scope = KpiScope.Read(new KpiQuery(), TimeProvider.System.GetUtcNow()).Value;
        var kpis = await scene.Get<ReadKpis>().RunAsync(scope, [Kpi.OpenRisks, Kpi.OpenIncidents], Ct);
        var matrix = await scene.Get<CoverThreats>().RunAsync(Frameworks.All[0], null, Ct);
        var summary = await scene.Get<SummariseRisks>().RunAsync(null, Ct);
        return new Read(
            await scene.Get<MonitoringQueries>().CountDriftingAsync(Ct),
            await scene.Get<ListRisks>().CountAboveAsync(Ct),
            await scene.Get<ListIncidents>().CountLiveAsync(Ct),
            (await scene.Get<ListModels>().PageAsync(new(), ModelOrder.Name, false, 0, 25, Ct)).Value.Total,
            summary.Open,
            (int)kpis[0].Value!.Value,
            (await scene.Get<MonitoringQueries>().MonitorsAsync(Ct)).Count(m => m.Alerts > 0),
            (await scene.Get<SummariseRisks>().RunAsync(null, Ct)).AboveAppetite,
            matrix.BareCount,
            (int)kpis[1].Value!.Value
        );
    }

    private sealed record Read(
        int Drifting,
        int Above,
        int Live,
        int Models,
        int Open,
        int OpenKpi,
        int Alerting,
        int AboveOfSummary,
        int Bare,
        int Incidents
    );
}
