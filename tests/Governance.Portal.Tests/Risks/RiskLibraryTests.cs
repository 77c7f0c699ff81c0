using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Operations.Risks.Library;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Risks;

/// <summary>Ready-made risks taken into the register: whole, once, and listening to what the model measures.</summary>
public sealed class RiskLibraryTests
{
    private const string Path = "/api/v1/risks/library";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Library_HoldsTheFourUsesAndTheThreats()
    {
        Assert.Equal(
            [
                ("credit-scoring", 6),
                ("rag-assistant", 6),
                ("network-intrusion-detection", 6),
                ("dynamic-pricing", 6),
                ("owasp-llm-2025", 10),
                ("owasp-agentic-1.1", 17),
            ],
            RiskLibrary.Sets.Select(s => (s.Key, s.Risks.Count))
        );
        Assert.All(
            RiskLibrary.Sets.SelectMany(s => s.Risks),
            r =>
            {
                Assert.NotEmpty(r.Controls);
                Assert.NotEmpty(r.FailureModes);
                Assert.True(r.Inherent is null || r.Expected!.Value.Score <= r.Inherent.Value.Score, r.Id);
            }
        );
        Assert.Equal(
            ("Excessive Agency", RiskCategory.Operational),
            (RiskLibrary.Find("llm06:2025")!.Title, RiskLibrary.Find("LLM06:2025")!.Category)
        );
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Risks_OfTheLibrary_AreInTheRegisterWithPlannedControlsAndTheirMonitor(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        await scene.Watched.SendAsync(Predictions.Csv(400, "2026-11-01"), WindowRole.Reference);
        await scene.Watched.WatchAsync(Predictions.Csv(400, "2026-11-18", seed: 2));
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");

        var offered = await ListAsync(client, $"?set=credit-scoring&place={WatchedModel.Name}");
        var answer = await AddAsync(
            client,
            new
            {
                place = WatchedModel.Name,
                risks = new object[]
                {
                    new { id = "CS-2" },
                    new { id = "CS-3" },
                    new { id = "LLM01:2025", inherent = new { likelihood = 3, impact = 4 } },
                },
            }
        );
        var again = await ListAsync(client, $"?set=credit-scoring&place={WatchedModel.Name}");

        var raised = answer["raised"]!.AsArray();
        Assert.Equal(["CS-2", "CS-3", "LLM01:2025"], raised.Select(r => (string?)r!["item"]));
        var drift = await RiskAsync(client, (string)raised[0]!["risk"]!);
        Assert.Equal("Economic shock breaks calibration", (string?)drift["title"]);
        Assert.Equal((16, true), ((int)drift["inherent"]!["score"]!, drift["residual"] is null));
        Assert.Equal(
            [("Monthly calibration by segment", false), ("Stress scenarios", false), ("Score cut-off review", false)],
            drift["mitigations"]!.AsArray().Select(m => ((string)m!["text"]!, m["evidence"] is not null))
        );
        // Several monitors measure drift: it listens to all of them. None measures whether people can understand an outcome.
        Assert.Equal("drift", (string?)drift["signal"]!["rule"]);
        Assert.Null((await RiskAsync(client, (string)raised[1]!["risk"]!))["signal"]);
        Assert.Equal("LLM01:2025", (string?)(await RiskAsync(client, (string)raised[2]!["risk"]!))["threats"]![0]!["item"]);
        Assert.Null(offered.Single(r => (string?)r["id"] == "CS-2")["known"]);
        Assert.Equal((string?)raised[0]!["risk"], (string?)again.Single(r => (string?)r["id"] == "CS-2")["known"]);
        Assert.Equal(["risk.raised", "risk.signal-bound"], (await scene.Watched.ActionsAsync((string)raised[0]!["risk"]!)).Take(2));
        Assert.Empty(
            await scene.Portal.Services.GetServices<IInstallationCheck>().Single(c => c.Subject == "risks").FindAsync(Ct).ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task OneRefused_AddsNone()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.AsAsync(Roles.RiskOfficer);
        await scene.AsAsync(Roles.Auditor);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        using var auditor = await scene.Portal.SignInAsync("auditor@test.example");
        await AddAsync(client, new { place = WatchedModel.Name, risks = new[] { new { id = "CS-1" } } });

        var codes = new List<string?>
        {
            await RefusedAsync(client, new { place = WatchedModel.Name, risks = Array.Empty<object>() }),
            await RefusedAsync(client, new { risks = new[] { new { id = "CS-2" } } }),
            await RefusedAsync(client, new { place = WatchedModel.Name, risks = new[] { new { id = "CS-2" }, new { id = "CS-99" } } }),
            await RefusedAsync(client, new { place = WatchedModel.Name, risks = new[] { new { id = "CS-2" }, new { id = "LLM02:2025" } } }),
            await RefusedAsync(
                client,
                new { place = WatchedModel.Name, risks = new[] { new { id = "CS-2" }, new { id = "CS-1" } } },
                HttpStatusCode.Conflict
            ),
            await RefusedAsync(client, new { place = "none", risks = new[] { new { id = "CS-2" } } }, HttpStatusCode.NotFound),
        };
        await RefusedAsync(auditor, new { place = WatchedModel.Name, risks = new[] { new { id = "CS-2" } } }, HttpStatusCode.Forbidden);
        using var set = await client.GetAsync($"{Path}?set=none", Ct);

        Assert.Equal(
            [
                "risk.library-nothing-chosen",
                "risk.library-place-missing",
                "risk.library-unknown",
                "risk.library-rating-missing",
                "risk.library-known",
                "model.not-found",
            ],
            codes
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, set.StatusCode);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.Risks.CountAsync(Ct));
    }

    [Fact]
    public async Task Coverage_NamesModelsThatNoRiskIsAbout()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        var cover = scene.Get<CoverThreats>();
        var framework = Frameworks.Get(Frameworks.Owasp)!;

        var before = await cover.RunAsync(framework, null, Ct);
        await AddAsync(client, new { place = WatchedModel.Name, risks = new[] { new { id = "CS-1" } } });
        var after = await cover.RunAsync(framework, null, Ct);

        Assert.Equal([WatchedModel.Name], before.Bare);
        Assert.Equal(1, before.BareCount);
        Assert.Empty(after.Bare);
        Assert.Equal(0, after.BareCount);
        Assert.Equal([WatchedModel.Name], after.Places);
    }

    [Fact]
    public void Mapping_LeadsBothWays()
    {
        var controls = Frameworks.Related("LLM01:2025");
        var threats = Frameworks.Related("MEASURE 2.7");

        Assert.Contains(new("nist-ai-rmf", "MEASURE 2.7"), controls);
        Assert.Contains(new("mitre-atlas", "AML.T0051"), controls);
        Assert.Contains(new(Frameworks.Owasp, "LLM01:2025"), threats);
        Assert.Contains(new(Frameworks.OwaspNext, "LLM01:2026"), threats);
        Assert.All(
            Frameworks.All.SelectMany(f => f.Items),
            i => Assert.All(Frameworks.Related(i.Id), other => Assert.Contains(Frameworks.Related(other.Item), back => back.Item == i.Id))
        );
    }

    private static async Task<List<JsonNode>> ListAsync(HttpClient client, string query) =>
        [.. (await client.GetFromJsonAsync<JsonObject>(Path + query, Ct))!["items"]!.AsArray().OfType<JsonNode>()];

    private static async Task<JsonObject> RiskAsync(HttpClient client, string id) =>
        (await client.GetFromJsonAsync<JsonObject>($"/api/v1/risks/{id}", Ct))!;

    private static async Task<JsonObject> AddAsync(HttpClient client, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.PostAsJsonAsync(Path, body, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(expected == answer.StatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task<string?> RefusedAsync(
        HttpClient client,
        object body,
        HttpStatusCode expected = HttpStatusCode.UnprocessableEntity
    ) => (string?)(await AddAsync(client, body, expected))["code"];
}
