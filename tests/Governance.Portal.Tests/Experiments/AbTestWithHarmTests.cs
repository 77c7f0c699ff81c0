using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Operations.Experiments;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Experiments.ExperimentsTests;

namespace Governance.Portal.Tests.Experiments;

/// <summary>
/// An A/B test on traffic drawn by lot: two days without harm, then a day on which the challenger is better at what it is tried for and
/// does more harm than was agreed. A pipeline plans and reports over HTTP; people approve and conclude.
/// </summary>
public sealed class AbTestWithHarmTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task HarmInjectedIntoAnAbTest_StopsIt_RaisesTheAlert_AndEndsItsPermits_AlthoughTheChallengerIsBetter(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await DeployAsync(scene, "1.4.0", "production");
        await scene.RegisterVersionAsync("1.5.0");
        await DeployAsync(scene, "1.5.0", "staging");
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        using var pipeline = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite);
        using var serving = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.EvidenceWrite, Scopes.RegistryRead);

        // Planned: by lot, half of the traffic unless the plan says otherwise, with the sizes that this takes.
        var planned = await SentAsync(
            pipeline,
            "",
            new JsonObject
            {
                ["model"] = ApprovalsScene.ModelName,
                ["kind"] = "ab",
                ["challenger"] = "1.5.0",
                ["hypothesis"] = "It finds more fraud",
                ["effect"] = 0.05,
                ["metrics"] = new JsonArray(Metric("found", "higher", 0.2), Metric("complaints", "lower", 0.02, 0.01)),
            },
            HttpStatusCode.Created
        );
        var id = (string)planned["id"]!;
        Assert.Equal(("ab", 0.5, "1.4.0"), ((string?)planned["kind"], (double)planned["share"]!, (string?)planned["champion"]));
        Assert.True((long)planned["championSize"]! > 1_000 && (long)planned["challengerSize"]! > 1_000);
        Assert.Equal("experiment.not-approved", (string?)(await RefusedAsync(pipeline, $"/{id}:start", null))["code"]);
        Done(await DecideAsync(scene, officer, id, ExperimentStep.Approval, "approve"));
        await PromoteAsync(scene, id);
        await SentAsync(pipeline, $"/{id}:start", null);
        var permits = new[] { await PermittedAsync(scene, id), await PermittedAsync(scene, id) };
        Assert.Contains("for the image", await AdmissionAsync(scene, permits[0], id), StringComparison.Ordinal);

        // Two days without harm, as rows: it goes on, and no one is alarmed.
        var lot = new Random(20261120);
        for (var day = 1; day <= 2; day++)
        {
            Done(await UploadAsync(scene, id, $"day {day}", Day(lot, 800, found: (0.2, 0.2), complaints: (0.02, 0.02))));
        }

        var view = await ReadAsync(serving, id);
        Assert.Equal(("running", 2), ((string?)view["state"], (int)view["batches"]!));
        Assert.Equal(1_600, Rows(view));
        Assert.Empty(await scene.LogAsync("alert.raised"));
        foreach (var permit in permits)
        {
            Assert.Equal(("valid", null), await StateAsync(scene, permit.Id));
        }

        // The day of the harm: one complaint in ten where three in a hundred were agreed. Success is there too, and does not hide it.
        view = await SentAsync(
            serving,
            $"/{id}/observations",
            new JsonObject
            {
                ["batch"] = "day 3",
                ["figures"] = new JsonArray(Figures("found", 500, 100, 500, 200), Figures("complaints", 500, 10, 500, 50)),
            }
        );
        Assert.Equal(
            ("stopped", "guardrail", "complaints"),
            ((string?)view["state"], (string?)view["stoppedBecause"], (string?)view["stoppedBy"])
        );
        view = await ReadAsync(serving, id);
        Assert.Equal([true, true], view["metrics"]!.AsArray().Select(m => (bool)m!["found"]!));
        Assert.True((double)view["metrics"]![1]!["low"]! > 0.01, view.ToJsonString());

        // At once: every permit ended, for its reason, and the cluster lets nothing in.
        foreach (var permit in permits)
        {
            Assert.Equal(("revoked", PermitEnd.ExperimentOver), await StateAsync(scene, permit.Id));
        }

        var ended = await scene.LogAsync("permit.revoked");
        Assert.Equal(permits.Select(p => p.Id.ToString()).Order(), ended.Select(e => (string?)e["subject"]).Order());
        Assert.All(ended, e => Assert.Equal("experiment-over", (string?)e["data"]!["because"]));
        Assert.DoesNotContain("for the image", await AdmissionAsync(scene, permits[0], id), StringComparison.Ordinal);
        Assert.Equal("experiment.not-running", (await PermitAsync(scene, id)).Refusal?.Code);

        // The alert is the owner's, and says which guardrail of which experiment.
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var alert = await db.Alerts.SingleAsync(Ct);
            Assert.Equal(
                (AlertRule.Guardrail, $"complaints ({id})", "1.5.0", scene.Owner.User),
                (alert.Rule, alert.Field, alert.Version, alert.Owner)
            );
            Assert.Equal(Stage.Production, (await db.Versions.SingleAsync(v => v.Version == "1.4.0", Ct)).Stage);
        }

        using (var owner = await scene.Portal.SignInAsync("owner@test.example"))
        {
            var page = await owner.GetStringAsync(new Uri($"/experiments/{id}", UriKind.Relative), Ct);
            Assert.Contains("complaints", page, StringComparison.Ordinal);
            Assert.Contains("1.5.0", page, StringComparison.Ordinal);
        }

        // Later rows find it over, and a person concludes it, though not with a release.
        var late = new JsonObject { ["batch"] = "day 4", ["figures"] = new JsonArray(Figures("found", 1, 0, 1, 0)) };
        Assert.Equal("experiment.not-running", (string?)(await RefusedAsync(serving, $"/{id}/observations", late))["code"]);
        const ExperimentStep Conclusion = ExperimentStep.Conclusion;
        Assert.Equal("experiment.guardrail", (await DecideAsync(scene, officer, id, Conclusion, "ship")).Refusal?.Code);
        Done(await DecideAsync(scene, officer, id, Conclusion, "keep-champion"));
        var report = await ReadAsync(serving, $"{id}/report");
        Assert.Equal(("keep-champion", "guardrail"), ((string?)report["outcome"], (string?)report["stoppedBecause"]));

        Assert.Equal(
            [
                "experiment.planned",
                "experiment.answered",
                "experiment.started",
                "experiment.observed",
                "experiment.observed",
                "experiment.observed",
                "experiment.stopped",
                "experiment.concluded",
            ],
            (await scene.LogAsync(subject: id)).Where(e => (string?)e["outcome"] == "done").Select(e => (string?)e["action"])
        );
        var stopped = Assert.Single(await scene.LogAsync("experiment.stopped", id));
        Assert.Equal(("guardrail", "complaints"), ((string?)stopped["data"]!["because"], (string?)stopped["data"]!["metric"]));
    }

    private static JsonObject Metric(string name, string direction, double baseline, double limit = 0) =>
        new()
        {
            ["name"] = name,
            ["direction"] = direction,
            ["baseline"] = baseline,
            ["limit"] = limit,
        };

    private static JsonObject Figures(string metric, int champions, int championSum, int challengers, int challengerSum) =>
        new()
        {
            ["metric"] = metric,
            ["championCount"] = champions,
            ["championSum"] = championSum,
            ["challengerCount"] = challengers,
            ["challengerSum"] = challengerSum,
        };

    // Rows as the router writes them: the arm by lot, and what came of each.
    private static string Day(
        Random lot,
        int rows,
        (double Champion, double Challenger) found,
        (double Champion, double Challenger) complaints
    )
    {
        var text = new StringBuilder("arm,found,complaints\n");
        for (var row = 0; row < rows; row++)
        {
            var tried = lot.NextDouble() < 0.5;
            var (finds, harms) = tried ? (found.Challenger, complaints.Challenger) : (found.Champion, complaints.Champion);
            text.Append(tried ? "challenger" : "champion")
                .Append(lot.NextDouble() < finds ? ",1" : ",0")
                .Append(lot.NextDouble() < harms ? ",1\n" : ",0\n");
        }

        return text.ToString();
    }

    private static long Rows(JsonObject view) =>
        (long)view["metrics"]![0]!["championCount"]! + (long)view["metrics"]![0]!["challengerCount"]!;

    private static async Task<Result<ExperimentId>> UploadAsync(ApprovalsScene scene, string id, string batch, string rows)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(rows));
        return await scene.Get<UploadObservations>().RunAsync(scene.Engineer, id, batch, body, Ct);
    }

    private static async Task<DeploymentPermit> PermittedAsync(ApprovalsScene scene, string id)
    {
        var permit = await PermitAsync(scene, id);
        Assert.True(permit.IsDone, permit.Refusal?.Message);
        var said = permit.Value.Says()!;
        Assert.Equal((id, 0.5), (said.Experiment, said.Share));
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        return permit.Value;
    }

    private static async Task<string?> AdmissionAsync(ApprovalsScene scene, DeploymentPermit permit, string id)
    {
        var pod = Reviews.Pod($"registry.example/other@sha256:{new string('e', 64)}", permit.Id.ToString(), permit.ArtifactSha256);
        var annotations = pod["metadata"]!["annotations"]!;
        (annotations["governance/experiment"], annotations["governance/share"]) = (id, "0.5");
        var request = JsonSerializer.SerializeToElement(Reviews.Of("", "Pod", pod)["request"]);
        return await scene.Get<JudgeAdmission>().RunAsync("production", "production-eu", request, Ct);
    }

    private static async Task<JsonObject> ReadAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri($"/api/v1/experiments/{path}", UriKind.Relative), Ct);
        return await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK);
    }

    private static Task<JsonObject> RefusedAsync(HttpClient client, string path, JsonObject? body) =>
        SentAsync(client, path, body, HttpStatusCode.Conflict);

    private static async Task<JsonObject> SentAsync(
        HttpClient client,
        string path,
        JsonObject? body,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/experiments{path}", body ?? [], Ct);
        return await RegistryFixture.JsonAsync(answer, expected);
    }
}
