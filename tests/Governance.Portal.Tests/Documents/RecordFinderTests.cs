using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Tests.Queries;
using Governance.Portal.Tests.Reports;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Documents;

/// <summary>Obligations and documents ask the same finders: what one prints, the other does not miss.</summary>
public sealed class RecordFinderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryEvidenceKindOfTheLawsData_HasAFinder()
    {
        await using var portal = new PortalFactory();
        var kinds = portal.Services.GetServices<IFindRecords>().SelectMany(f => f.Kinds).ToHashSet(StringComparer.Ordinal);
        var wanted = LawLibrary
            .Shipped.Texts.SelectMany(t => t.Obligations)
            .SelectMany(o => o.EvidenceKinds)
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.DoesNotContain(wanted, k => !kinds.Contains(k));
        Assert.DoesNotContain(kinds, k => !LawLibrary.Shipped.Vocabulary.RecordKinds.ContainsKey(k));
    }

    [Fact]
    public async Task DriftMonitoring_CountsTheAlertsOfMonitors_AsTheDriftReportDoes()
    {
        await using var scene = new DocumentsScene(new PortalFactory());
        await scene.InitializeOperatedAsync();
        await using var db = await scene.Reports.Portal.Databases.CreateDbContextAsync(Ct);
        var scope = (await scene.Reports.Portal.Get<FillDocuments>().ScopeAsync(db, scene.System, Ct))!;
        var finder = scene.Reports.Portal.Services.GetServices<IFindRecords>().Single(f => f.Kinds.Contains("decision_log"));
        var before = await ActionAsync();
        var began = await db.Windows.MinAsync(w => w.Start, Ct);

        await Crowd.AddAsync<Alert>(
            db,
            [
                new
                {
                    Id = new AlertId(900),
                    Model = ReportsScene.Model,
                    Version = DocumentsScene.Version,
                    Field = "age",
                    Rule = AlertRule.OutsideReference,
                    Level = DriftLevel.Alert,
                    State = AlertState.Open,
                    RaisedAt = began,
                    BeganAt = began,
                    SeenAt = began,
                    SeenThrough = began,
                    Count = 1L,
                },
            ],
            Ct
        );

        // What the live checks of decisions found is an alert of the version, and none of its monitors.
        Assert.Contains("0 not ended on ", before, StringComparison.Ordinal);
        Assert.Equal(before, await ActionAsync());

        async Task<string> ActionAsync() =>
            (await finder.FindAsync(db, scope, Ct)).Single(r => r.Kind == "drift_monitoring").Rows[0]["action"].Text!;
    }

    [Fact]
    public async Task RiskChangedSinceItsReview_HasTheTimeOfTheRevisionWhoseDigestItHas()
    {
        await using var scene = new DocumentsScene(new PortalFactory());
        await scene.InitializeOperatedAsync();
        await using var db = await scene.Reports.Portal.Databases.CreateDbContextAsync(Ct);
        var id = await db.Risks.OrderBy(r => r.Id).Select(r => r.Id).FirstAsync(Ct);
        using var change = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/risks/{id}")
        {
            Content = JsonContent.Create(new { residual = new { likelihood = 4, impact = 4 }, reason = "More young people are declined" }),
            Headers = { { "If-Match", "\"1\"" } },
        };
        using var changed = await scene.Compliance.SendAsync(change, Ct);
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(Ct));

        var scope = (await scene.Reports.Portal.Get<FillDocuments>().ScopeAsync(db, scene.System, Ct))!;
        var finder = scene.Reports.Portal.Services.GetServices<IFindRecords>().Single(f => f.Kinds.Contains("risk_register"));
        var record = (await finder.FindAsync(db, scope, Ct)).Single(r => r.Id == id.ToString());

        var revision = await db.RiskVersions.AsNoTracking().SingleAsync(v => v.Risk == id && v.Sha256 == record.Sha256, Ct);
        Assert.Equal((2, revision.At), (revision.Revision, record.At));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task WhatTheTechnicalFileLists_ObligationsFind(DatabaseKind kind)
    {
        await using var scene = new DocumentsScene(new PortalFactory(kind));
        await scene.InitializeOperatedAsync();
        await scene.Reports.PostAsync(
            scene.Reports.Engineer,
            "/api/v1/incidents",
            new JsonObject
            {
                ["title"] = "Stale feed",
                ["category"] = "data-quality",
                ["severity"] = "low",
                ["versions"] = new JsonArray(new JsonObject { ["model"] = ReportsScene.Model, ["version"] = DocumentsScene.Version }),
            }
        );
        await scene.Reports.AddEvidenceAsync(
            ReportsScene.Model,
            DocumentsScene.Version,
            "other",
            "dms",
            new JsonObject { ["recordKind"] = "instructions_for_use", ["version"] = "2.0" }
        );
        await using var db = await scene.Reports.Portal.Databases.CreateDbContextAsync(Ct);
        var scope = (await scene.Reports.Portal.Get<FillDocuments>().ScopeAsync(db, scene.System, Ct))!;
        SystemVersions[] systems = [new(scope.System.Id, scope.Models, scope.Served)];

        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var finder in scene.Reports.Portal.Services.GetServices<IFindRecords>())
        {
            var listed = (await finder.FindAsync(db, scope, Ct))
                .Where(r => r.Id != scope.Standing.Assessment!.Id.ToString())
                .Select(r => r.Kind)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .ToList();
            var newest = (await finder.NewestAsync(db, systems, Ct))
                .Select(e => e.Evidence.Kind)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .ToList();
            Assert.True(
                listed.SequenceEqual(newest),
                $"{finder.Name}: {string.Join(", ", listed)} in documents, {string.Join(", ", newest)} for obligations"
            );
            Assert.Subset(finder.Kinds.ToHashSet(StringComparer.Ordinal), newest.ToHashSet(StringComparer.Ordinal));
            all.UnionWith(newest);
        }

        Assert.Superset(
            new HashSet<string>
            {
                "risk_register",
                "incident_record",
                "system_card",
                "instructions_for_use",
                "approval_signoff",
                "policy_result",
                "drift_monitoring",
                "data_lineage",
            },
            all
        );
        var duties = (await scene.Reports.Portal.Get<ReadCompliance>().ObligationsAsync(scene.System, Ct)).Value;
        var risks = duties.SelectMany(d => d.Evidence).Where(k => k.Kind == "risk_register").ToList();
        Assert.NotEmpty(risks);
        Assert.All(risks, k => Assert.NotEmpty(k.Pieces));
    }
}
