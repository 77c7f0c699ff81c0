using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Experiments;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Governance.Portal.Tests.Registry;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Experiments.ExperimentsTests;

namespace Governance.Portal.Tests.Experiments;

/// <summary>
/// A version that the gate to production refuses reaches no one, whatever an engineer's key tries; and one that three people signed for a
/// share gets that share and nothing else.
/// </summary>
public sealed class LiveShareTests
{
    private const string Bad = "1.5.0";
    private const string Model = ApprovalsScene.ModelName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task AnEngineersKey_BringsAVersionThatTheGateForbids_BeforeNoOne(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await DeployAsync(scene, "1.4.0", "production");
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        await scene.RegisterVersionAsync(Bad, auc: 0.6);
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        using var key = await scene.Portal.CreateKeyClientAsync(
            scene.Engineer.User,
            Scopes.RegistryWrite,
            Scopes.EvidenceWrite,
            Scopes.GateRead,
            Scopes.DecisionsWrite
        );
        var sha256 = await DigestAsync(scene, Bad);

        // Staging takes no signature and no evidence, and serves nobody.
        var staging = await PromotedAsync(key, "staging", null);
        Assert.Equal("approved", (string?)staging["state"]);
        await PostAsync(key, $"models/{Model}/versions/{Bad}/deployments", Deployment(staging, "staging"), HttpStatusCode.Created);

        // 1. An environment of people under that approval, whatever it is called.
        foreach (var place in (string[])["production", "prod-eu", "cluster-a", "canary", "staging-eu"])
        {
            var refused = await PostAsync(key, $"models/{Model}/versions/{Bad}/deployments", Deployment(staging, place), null);
            Assert.Equal("deployment.environment-of-another-stage", (string?)refused["code"]);
            Assert.Equal(
                "deployment.environment-of-another-stage",
                (string?)(await PermitAsync(key, sha256, "staging", place, null))["code"]
            );
        }

        // 2. Traffic with a permit for staging: not offline, and not in a cluster that is called staging.
        var idle = await PermitAsync(key, sha256, "staging", "staging", null);
        Assert.Equal("none", (string?)idle["serves"]);
        Assert.Null(Doubt(idle, null, null));
        Assert.Contains("no answer may reach anyone", Doubt(idle, null, 0.5), StringComparison.Ordinal);
        Assert.Contains(
            "no answer may reach anyone",
            await AdmissionAsync(scene, idle, "staging", "staging", null, "0.5"),
            StringComparison.Ordinal
        );
        Assert.NotNull(await AdmissionAsync(scene, idle, "production", "prod-eu", null, null));
        Assert.NotNull(await AdmissionAsync(scene, idle, "staging", "cluster-a", null, null));

        // 3. A canary, an A/B test and a pilot, planned by the key and approved by one person.
        foreach (var (tried, share, group) in new[] { ("canary", 0.1, null), ("ab", 0.5, null), ("pilot", 0.5, "Branch 7") })
        {
            var id = await PlannedAsync(key, scene, officer, tried, share, group);
            Assert.Equal("experiment.not-promoted", (string?)(await PostAsync(key, $"experiments/{id}:start", [], null))["code"]);
            foreach (var stage in (string[])["staging", "production"])
            {
                Assert.NotNull((string?)(await PermitAsync(key, sha256, stage, null, id))["code"]);
            }

            // With the approval that it has, and with one that is limited to it, which the gate blocks.
            var limited = await PromotedAsync(key, "production", id);
            Assert.Equal(("open", "fail"), ((string?)limited["state"], (string?)limited["gate"]!["outcome"]));
            Assert.Equal(["security", "legal", "owner"], limited["requiredRoles"]!.AsArray().Select(r => (string?)r));
            Assert.Equal("experiment.not-promoted", (string?)(await PostAsync(key, $"experiments/{id}:start", [], null))["code"]);
            foreach (var approval in new[] { staging, limited })
            {
                var body = Deployment(approval, "prod-eu");
                Assert.NotNull((string?)(await PostAsync(key, $"models/{Model}/versions/{Bad}/deployments", body, null))["code"]);
                body["experiment"] = id;
                Assert.Equal(
                    "experiment.not-running",
                    (string?)(await PostAsync(key, $"models/{Model}/versions/{Bad}/deployments", body, null))["code"]
                );
            }

            Assert.Equal(
                "override.of-experiment",
                EmergencyOverrideOf(await LoadAsync(scene, (string)limited["id"]!), await ModelAsync(scene)).Refusal?.Code
            );
            await PostAsync(key, $"promotions/{limited["id"]}/withdraw", new JsonObject { ["reason"] = "Blocked" }, HttpStatusCode.OK);
            // Never started, it ends without having served anyone.
            await PostAsync(key, $"experiments/{id}:stop", [], HttpStatusCode.OK);
            Done(await DecideAsync(scene, officer, id, ExperimentStep.Conclusion, "keep-champion"));
        }

        // 4. A shadow that answers.
        var shadow = await PlannedAsync(key, scene, officer, "shadow", 0, null);
        var asked = await PostAsync(key, $"models/{Model}/versions/{Bad}/promotions", Promotion("production", shadow), null);
        Assert.Equal("experiment.shadow-serves-nobody", (string?)asked["code"]);
        await PostAsync(key, $"experiments/{shadow}:start", [], HttpStatusCode.OK);
        Assert.NotNull((string?)(await PermitAsync(key, sha256, "production", "prod-eu", shadow))["code"]);
        var mirrored = await PermitAsync(key, sha256, "staging", "staging", shadow);
        Assert.Equal(("none", 0), ((string?)mirrored["serves"], (double)mirrored["share"]!));
        Assert.Null(Doubt(mirrored, shadow, 0));
        Assert.NotNull(Doubt(mirrored, shadow, 0.01));
        Assert.NotNull(await AdmissionAsync(scene, mirrored, "staging", "staging", shadow, "0.01"));
        Assert.NotNull(await AdmissionAsync(scene, mirrored, "production", "prod-eu", shadow, "0"));
        await DecidesAsync(key, scene, "D-1", action: null);
        Assert.Equal(ExperimentState.Running, (await scene.Get<ReadExperiments>().GetAsync(shadow, officer, Ct)).Value.State);
        await DecidesAsync(key, scene, "D-2", action: "decline");
        var stopped = (await scene.Get<ReadExperiments>().GetAsync(shadow, officer, Ct)).Value;
        Assert.Equal((ExperimentState.Stopped, ExperimentStop.ShadowDecided), (stopped.State, stopped.StoppedBecause));
        Assert.Equal(
            ("revoked", PermitEnd.ExperimentOver),
            await StateAsync(scene, DisplayId.TryParse<PermitId>((string?)mirrored["id"], out var permit) ? permit : default)
        );
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var alert = await db.Alerts.SingleAsync(a => a.Rule == AlertRule.ShadowDecided, Ct);
            Assert.Equal((shadow, Bad, 1L), (alert.Field, alert.Version, alert.Count));
        }

        // Each decision is counted once: in shadow by the alert about it, and after its end as traffic that nothing allows.
        await DecidesAsync(key, scene, "D-3", action: "decline");
        Assert.Equal([(AlertRule.ShadowDecided, shadow, 1L), (AlertRule.UnauthorisedTraffic, NotRunning, 1L)], await TrafficAsync(scene));
        Assert.Equal(
            "experiment.shadow-decided",
            (await DecideAsync(scene, officer, shadow, ExperimentStep.Conclusion, "ship")).Refusal?.Code
        );

        // 5. The registry of MLflow clients: no alias by which traffic is loaded, and no stage of production.
        foreach (var alias in (string[])["champion", "production", "canary", "AB", "pilot", "live", "prod", "serving"])
        {
            using var answer = await key.PostAsJsonAsync(
                new Uri("/api/2.0/mlflow/registered-models/alias", UriKind.Relative),
                new
                {
                    name = Model,
                    alias,
                    version = "2",
                },
                Ct
            );
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        using (
            var moved = await key.PostAsJsonAsync(
                new Uri("/api/2.0/mlflow/model-versions/transition-stage", UriKind.Relative),
                new
                {
                    name = Model,
                    version = "2",
                    stage = "Production",
                },
                Ct
            )
        )
        {
            Assert.Equal(HttpStatusCode.Forbidden, moved.StatusCode);
        }

        // 6. A roll-back to a version that was never approved for production, by a key or by a person.
        var back = new JsonObject { ["to"] = Bad, ["reason"] = "Faster" };
        Assert.NotNull((string?)(await PostAsync(key, $"models/{Model}/versions/1.4.0/rollback", back, null))["code"]);
        Assert.Equal("deployment.target-not-approved", (await RollBackAsync(scene, Bad)).Refusal?.Code);

        // 7. What other registries are told, and what the gate itself answers.
        Assert.Null(await scene.Get<IStandingPermits>().NewestAsync(Model, Bad, Ct));
        var gate = await GetAsync(key, $"gates/deploy?model={Model}&version={Bad}&stage=production&sha256={sha256}");
        Assert.False((bool)gate["allow"]!);

        // Nothing of all that is in production or in an experiment.
        await using var after = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var running = await after.Deployments.Where(d => d.Version == Bad && d.Until == null).ToListAsync(Ct);
        Assert.All(running, d => Assert.Equal((Stage.Staging, "staging", null), (d.Stage, d.Environment, d.Experiment)));
        Assert.DoesNotContain(
            await after.Permits.Where(p => p.Version == Bad).ToListAsync(Ct),
            p => p.Says()!.Share > 0 || p.Stage is Stage.Production
        );
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task WhatThreePeopleSignedForAShare_GetsThatShare_UntilTheExperimentStops_AndNothingElse(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await DeployAsync(scene, "1.4.0", "production");
        await scene.RegisterVersionAsync(Bad);
        await scene.RegisterVersionAsync("1.6.0");
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        using var key = await scene.Portal.CreateKeyClientAsync(
            scene.Engineer.User,
            Scopes.RegistryWrite,
            Scopes.EvidenceWrite,
            Scopes.GateRead,
            Scopes.DecisionsWrite
        );
        var id = await PlannedAsync(key, scene, officer, "canary", 0.1, null);
        var other = await PlannedAsync(key, scene, officer, "canary", 0.5, null, "1.6.0");
        var wrong = await PostAsync(key, $"models/{Model}/versions/1.6.0/promotions", Promotion("production", id), null);
        Assert.Equal("experiment.promotion-of-another", (string?)wrong["code"]);

        var promotion = await PromoteAsync(scene, id);
        var bundle = JsonNode.Parse((await LoadAsync(scene, promotion.ToString())).Bundle)!;
        Assert.Equal(
            (id, "canary", "0.1"),
            ((string?)bundle["experiment"]!["id"], (string?)bundle["experiment"]!["kind"], (string?)bundle["experiment"]!["share"])
        );

        // It opens production for no one but the experiment.
        var sha256 = await DigestAsync(scene, Bad);
        var whole = await PostAsync(key, $"models/{Model}/versions/{Bad}/deployments", Deployment(promotion.ToString(), "prod-eu"), null);
        Assert.Equal("deployment.promotion-limited", (string?)whole["code"]);
        Assert.Equal("permit.gate-denies", (string?)(await PermitAsync(key, sha256, "production", "prod-eu", null))["code"]);
        Assert.Equal("deployment.target-not-approved", (await RollBackAsync(scene, Bad)).Refusal?.Code);
        var gate = await GetAsync(key, $"gates/deploy?model={Model}&version={Bad}&stage=production&sha256={sha256}");
        Assert.Equal((false, "promotion.none"), ((bool)gate["allow"]!, (string?)gate["reasons"]![0]!["code"]));
        Assert.Equal("experiment.not-running", await GateForAsync(id));

        await PostAsync(key, $"experiments/{id}:start", [], HttpStatusCode.OK);
        Assert.Equal("deployed", (string?)(await GetAsync(key, $"promotions/{promotion}"))["state"]);
        await DecidesAsync(key, scene, "S-1", action: "decline");
        Assert.Empty(await TrafficAsync(scene));
        Assert.Equal("experiment.not-promoted", (string?)(await PostAsync(key, $"experiments/{other}:start", [], null))["code"]);

        // The gate answers as the permit is issued: for this experiment, and for no other and not for all.
        Assert.Equal($"{id} 0.1", await GateForAsync(id));
        Assert.Equal("experiment.not-running", await GateForAsync(other));
        Assert.Equal("experiment.not-found", await GateForAsync("EXP-9999"));
        Assert.Equal("experiment.not-found", await GateForAsync("all"));
        Assert.Equal("experiment.not-found", await GateForAsync(""));
        Assert.Equal("promotion.none", await GateForAsync(null));

        // The permit is for this experiment, this share, this place and this file.
        Assert.Equal("permit.gate-denies", (string?)(await PermitAsync(key, sha256, "production", "prod-eu", other))["code"]);
        var permit = await PermitAsync(key, sha256, "production", "prod-eu", id);
        Assert.Equal((id, 0.1, null), ((string?)permit["experiment"], (double)permit["share"]!, (string?)permit["serves"]));
        Assert.Null(Doubt(permit, id, 0.1));
        foreach (var (experiment, share) in new (string?, double?)[] { (id, 0.2), (other, 0.1), (null, 0.1), (null, null), (id, null) })
        {
            Assert.NotNull(Doubt(permit, experiment, share));
        }

        Assert.Contains("for the image", await AdmissionAsync(scene, permit, "production", "prod-eu", id, "0.1"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "for the image",
            await AdmissionAsync(scene, permit, "production", "prod-us", id, "0.1"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "for the image",
            await AdmissionAsync(scene, permit, "production", "prod-eu", id, "0.2"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "for the image",
            await AdmissionAsync(scene, permit, "staging", "staging", id, "0.1"),
            StringComparison.Ordinal
        );

        // Its deployment stands beside the one in production, and ends with the experiment.
        var body = Deployment(promotion.ToString(), "prod-eu");
        body["experiment"] = id;
        var made = await PostAsync(key, $"models/{Model}/versions/{Bad}/deployments", body, HttpStatusCode.Created);
        Assert.Equal((id, "staging"), ((string?)made["experiment"], (string?)made["stage"]));
        Assert.Equal("1.4.0", (string?)(await GetAsync(key, $"models/{Model}/production"))["version"]);
        await PostAsync(key, $"experiments/{id}:stop", [], HttpStatusCode.OK);
        await DecidesAsync(key, scene, "S-2", action: "decline");
        Assert.Equal([(AlertRule.UnauthorisedTraffic, NotRunning, 1L)], await TrafficAsync(scene));
        Assert.Equal("revoked", (string?)(await GetAsync(key, $"permits/{permit["id"]}"))["state"]);
        Assert.NotNull((string?)(await GetAsync(key, $"models/{Model}/versions/{Bad}/deployments/{made["id"]}"))["until"]);
        Assert.NotNull((string?)(await PermitAsync(key, sha256, "production", "prod-eu", id))["code"]);
        Assert.Equal(
            "experiment.not-open",
            (string?)(await PostAsync(key, $"models/{Model}/versions/{Bad}/deployments", body, null))["code"]
        );

        Assert.Equal("experiment.not-running", await GateForAsync(id));

        // The log agrees with every row, and a release to all is asked for anew.
        Assert.True((await scene.Get<IDeployGate>().JudgeAsync(new(Model, "1.4.0", "production", null), Ct)).Allow);
        var next = await PromotedAsync(key, "production", null);
        Assert.Equal("open", (string?)next["state"]);
        Assert.Null(next["experiment"]);

        async Task<string> GateForAsync(string? experiment)
        {
            var asked = experiment is null ? "" : $"&experiment={experiment}";
            var said = await GetAsync(key, $"gates/deploy?model={Model}&version={Bad}&stage=production&sha256={sha256}{asked}");
            Assert.Equal((bool)said["allow"]!, said["reasons"]!.AsArray().Count == 0);
            return (bool)said["allow"]! ? $"{said["experiment"]} {said["share"]}" : (string)said["reasons"]!.AsArray()[^1]!["code"]!;
        }
    }

    private const string NotRunning = Bad + " (its experiment is not running)";

    private const string Rule = """
            - id: PERF-01
              type: metric_threshold
              severity: critical
              params: {metric: auc, op: ">=", value: 0.8}
        """;

    private static JsonObject Promotion(string to, string? experiment)
    {
        var body = new JsonObject { ["to"] = to, ["reason"] = "To be tried" };
        if (experiment is not null)
        {
            body["experiment"] = experiment;
        }

        return body;
    }

    private static JsonObject Deployment(JsonObject promotion, string place) => Deployment((string)promotion["id"]!, place);

    private static JsonObject Deployment(string promotion, string place) => new() { ["environment"] = place, ["promotion"] = promotion };

    private static Task<JsonObject> PromotedAsync(HttpClient key, string to, string? experiment) =>
        PostAsync(key, $"models/{Model}/versions/{Bad}/promotions", Promotion(to, experiment), HttpStatusCode.Created);

    private static async Task<string> PlannedAsync(
        HttpClient key,
        ApprovalsScene scene,
        Actor officer,
        string kind,
        double share,
        string? group,
        string challenger = Bad
    )
    {
        var body = new JsonObject
        {
            ["model"] = Model,
            ["kind"] = kind,
            ["challenger"] = challenger,
            ["hypothesis"] = "It finds more fraud",
            ["effect"] = 0.05,
            ["share"] = share,
            ["metrics"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "found",
                    ["direction"] = "higher",
                    ["baseline"] = 0.2,
                }
            ),
        };
        if (group is not null)
        {
            body["population"] = group;
        }

        var id = (string)(await PostAsync(key, "experiments", body, HttpStatusCode.Created))["id"]!;
        Done(await DecideAsync(scene, officer, id, ExperimentStep.Approval, "approve"));
        return id;
    }

    private static Task<JsonObject> PermitAsync(HttpClient key, string sha256, string stage, string? place, string? experiment)
    {
        var body = new JsonObject
        {
            ["model"] = Model,
            ["version"] = Bad,
            ["stage"] = stage,
            ["sha256"] = sha256,
        };
        if (place is not null)
        {
            body["environment"] = place;
        }

        if (experiment is not null)
        {
            body["experiment"] = experiment;
        }

        return PostAsync(key, "permits", body, null);
    }

    private static async Task DecidesAsync(HttpClient key, ApprovalsScene scene, string id, string? action)
    {
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        var line = new JsonObject
        {
            ["decisionId"] = id,
            ["time"] = scene.Clock.GetUtcNow().ToString("O"),
            ["model"] = Model,
            ["version"] = Bad,
            ["inputDigest"] = new string('a', 64),
            ["output"] = "decline",
            ["confidence"] = 0.9,
        };
        if (action is not null)
        {
            line["action"] = action;
        }

        using var content = new StringContent(line.ToJsonString() + "\n", Encoding.UTF8, "application/x-ndjson");
        using var answer = await key.PostAsync(new Uri("/api/v1/decisions", UriKind.Relative), content, Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Ct));
    }

    // Alerts about decisions that nothing allows.
    private static async Task<IReadOnlyList<(AlertRule, string, long)>> TrafficAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var alerts = await db
            .Alerts.AsNoTracking()
            .Where(a => a.Rule == AlertRule.ShadowDecided || a.Rule == AlertRule.UnauthorisedTraffic)
            .OrderBy(a => a.Id)
            .ToListAsync(Ct);
        return [.. alerts.Select(a => (a.Rule, a.Field, a.Count))];
    }

    private static async Task<Result<Portal.Models.Registry.DeploymentView>> RollBackAsync(ApprovalsScene scene, string to) =>
        await scene.Get<Portal.Models.Registry.RollBack>().RunAsync(scene.Owner, new(Model, "1.4.0", to, "Faster"), Ct);

    private static Result<EmergencyOverride> EmergencyOverrideOf(Promotion promotion, Model model) =>
        EmergencyOverride.Request(
            new OverrideId(1),
            promotion,
            model,
            "",
            new OverrideWord(new Signer(model.Owner, "Risk", Roles.RiskOfficer), "Now", promotion.BundleDigest, default!),
            1,
            1,
            promotion.RequestedAt
        );

    // What a permit says to whoever checks it without the portal.
    private static string? Doubt(JsonObject permit, string? experiment, double? share)
    {
        var envelope = DsseEnvelope.Parse(Encoding.UTF8.GetBytes(permit["envelope"]!.ToJsonString()))!;
        return PermitStatement.Read(envelope.Payload)!.DoubtsUse(experiment, share);
    }

    private static async Task<string?> AdmissionAsync(
        ApprovalsScene scene,
        JsonObject permit,
        string stage,
        string environment,
        string? experiment,
        string? share
    )
    {
        var pod = Reviews.Pod($"registry.example/other@sha256:{new string('e', 64)}", (string)permit["id"]!, (string)permit["sha256"]!);
        var annotations = pod["metadata"]!["annotations"]!;
        (annotations["governance/experiment"], annotations["governance/share"]) = (experiment, share);
        var request = JsonSerializer.SerializeToElement(Reviews.Of("", "Pod", pod)["request"]);
        return await scene.Get<JudgeAdmission>().RunAsync(stage, environment, request, Ct);
    }

    private static async Task<Promotion> LoadAsync(ApprovalsScene scene, string id)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return DisplayId.TryParse<PromotionId>(id, out var named)
            ? await db.Promotions.AsNoTracking().SingleAsync(p => p.Id == named, Ct)
            : throw new InvalidOperationException(id);
    }

    private static async Task<Model> ModelAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Models.AsNoTracking().SingleAsync(Ct);
    }

    private static async Task<string> DigestAsync(ApprovalsScene scene, string version)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Versions.Where(v => v.Version == version).Select(v => v.ArtifactSha256).SingleAsync(Ct);
    }

    private static async Task<JsonObject> GetAsync(HttpClient key, string path)
    {
        using var answer = await key.GetAsync(new Uri($"/api/v1/{path}", UriKind.Relative), Ct);
        return await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK);
    }

    // Whatever it answers, where nothing is expected.
    private static async Task<JsonObject> PostAsync(HttpClient key, string path, JsonObject body, HttpStatusCode? expected)
    {
        using var answer = await key.PostAsJsonAsync(new Uri($"/api/v1/{path}", UriKind.Relative), body, Ct);
        return await RegistryFixture.JsonAsync(answer, expected ?? answer.StatusCode);
    }
}
