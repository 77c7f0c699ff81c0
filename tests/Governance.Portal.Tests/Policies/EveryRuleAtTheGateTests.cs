using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Findings;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>
/// Every rule type through the portal's own gate, from facts as people and pipelines file them: one version that meets it and one that does
/// not. A rule that the evaluator knows and for which the portal collects no facts could never pass.
/// </summary>
public sealed partial class EveryRuleAtTheGateTests
{
    private const string Before = "1.4.0";
    private const string Good = "2.0.0";
    private const string Bad = "2.1.0";
    private const string Data = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string HeldOut = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private static readonly ECDsa s_key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    // Judged once: what is looked at here are the results alone, and no portal is left of it.
    private static readonly Lazy<Task<(IReadOnlyList<RuleView> Met, IReadOnlyList<RuleView> Missed)>> s_judged = new(JudgedAsync);

    // One rule of each type; what meets it and what fails it is filed below.
    private static readonly Dictionary<string, string> s_rules = new(StringComparer.Ordinal)
    {
        ["artifact_digest"] = "{}",
        ["evidence_required"] = "{kinds: [robustness], maxAgeDays: 30, boundTo: [artifact, dataset]}",
        ["pii_redaction"] = "{detectors: [email], maxFindings: 0}",
        ["fairness_audit"] = "{maxAgeDays: 30, protectedAttributes: [sex]}",
        ["metric_threshold"] = "{metric: auc, op: \">=\", value: 0.8}",
        ["sbom_required"] = "{formats: [\"cyclonedx-1.6+\"], requireMlModelComponent: true}",
        ["approved_regions"] = "{allow: [eu-central-1]}",
        ["explainability_required"] = "{methods: [shap], scope: local}",
        ["experiment_required"] = "{kinds: [canary], outcome: ship, minShare: 0.05}",
        ["model_card_required"] = "{sections: [limitations]}",
        ["data_lineage_required"] = "{depth: 2}",
        ["data_purpose"] = "{purposes: [scoring]}",
        ["data_retention"] = "{}",
        ["data_region"] = "{allow: [eu]}",
        ["data_sensitivity"] = "{max: confidential}",
        ["training_permitted"] = "{unseen: warn}",
        ["supplier_due_diligence"] = "{maxAgeDays: 365}",
        ["signature_required"] = "{keys: [release], format: [oms-1.0]}",
        ["rbac_action"] = "{action: promote, roles: [Engineer]}",
        ["drift_limit"] = "{statistic: psi, features: all, max: 0.2}",
        ["no_open_alerts"] = "{severity: warning}",
        ["human_oversight"] = "{minOverseers: 2, stopControlMaxAgeDays: 90}",
        ["independent_validation"] = "{kinds: [robustness], maxAgeDays: 30}",
        ["validation_findings"] = "{maxSeverityOpen: medium, requireReport: true, reportFor: material-change}",
        ["security_scan"] = "{tools: [modelscan], maxSeverity: low}",
        ["license_allowed"] = "{allow: [MIT]}",
        ["risk_appetite"] = "{maxResidual: 9}",
        ["targets_met"] = "{}",
        ["rollback_plan"] = "{maxAgeDays: 90}",
        ["monitoring_required"] = "{minMonitors: 1, maxAgeDays: 30, decisions: true}",
        ["risk_assessed"] = "{maxAgeDays: 365, perRelease: true}",
        ["data_quality"] = "{checks: [label_leakage, collinearity], source: filed, maxAgeDays: 30}",
        ["opa"] = "{url: \"OPA\", path: governance/gate, timeoutMs: 5000}",
    };

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public void EveryRuleTypeOfTheCatalogue_IsTriedAtTheGate() =>
        // Rules about agents do not apply to a model; they are tried where agents are registered. What was asked at intake
        // is of a model and not of a version: it is tried where use cases are accepted.
        Assert.Equal(
            PolicySchema
                .RuleTypes.Where(type => !type.StartsWith("agent_", StringComparison.Ordinal) && type != "use_case_conditions")
                .Order(StringComparer.Ordinal),
            s_rules.Keys.Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task EveryRuleType_PassesForAVersionThatMeetsIt_AndFailsForOneThatDoesNot()
    {
        var (met, missed) = await s_judged.Value;

        var (good, bad) = (Outcomes(met), Outcomes(missed));
        Assert.Equal(s_rules.Keys.Select(type => $"{type}: pass"), s_rules.Keys.Select(type => $"{type}: {good[Id(type)]}"));
        Assert.Equal(s_rules.Keys.Select(type => $"{type}: fail"), s_rules.Keys.Select(type => $"{type}: {Word(bad[Id(type)])}"));
    }

    [Fact]
    public async Task EveryResult_InGerman_HoldsNoEnglish()
    {
        var (met, missed) = await s_judged.Value;
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
        try
        {
            var said = met.Concat(missed)
                .SelectMany(r => new[] { r.FoundText, r.AskedText, r.SeenText }.OfType<FindingText>())
                .DistinctBy(text => text.Stored, StringComparer.Ordinal)
                .Select(text => (english: text.Stored, german: text.Say()))
                .Concat(met.Select(GateText.Name).Distinct().Select(name => (english: name.English, german: name.ToString())))
                .ToList();

            var mixed = said.Where(s => EnglishWord().IsMatch(s.german)).Select(s => $"{s.english} -> {s.german}").ToList();
            Assert.True(mixed.Count == 0, string.Join(Environment.NewLine, mixed));
            Assert.DoesNotContain(said, s => EnglishThousands().IsMatch(s.german));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public async Task RollbackPlan_WithoutAPlan_GoesBackToTheVersionThatServes_AndNotToOneThatCouldNotBeDeployed()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: ROLL-01, type: rollback_plan, severity: high, waivable: true, params: {}}")
                )
            ).IsDone
        );
        await scene.RegisterVersionAsync(Good);
        var first = await scene.RequestAsync(Good);
        Assert.StartsWith("fail", (await OutcomesAsync(scene, first))["ROLL-01"], StringComparison.Ordinal);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy(
                        "2",
                        "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.5}}"
                    )
                )
            ).IsDone
        );
        var before = await ApproveAsync(scene, Before, "production");
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Before, "eu", before.ToString()), Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("3", "    - {id: ROLL-01, type: rollback_plan, severity: high, params: {}}")
                )
            ).IsDone
        );
        Assert.Equal("pass", (await OutcomesAsync(scene, first))["ROLL-01"]);

        var incident = await scene
            .Get<Operations.Incidents.OpenIncident>()
            .RunAsync(
                scene.Engineer,
                new()
                {
                    Title = "Stale feed",
                    Category = "data-quality",
                    Severity = "severe",
                    Versions = [new(ApprovalsScene.ModelName, Before)],
                },
                Ct
            );
        Assert.True(incident.IsDone, incident.Refusal?.Message);
        Assert.True(
            (
                await scene
                    .Get<Operations.Incidents.ContainIncident>()
                    .RunAsync(scene.Security, incident.Value, "take-offline", null, null, Ct)
            ).IsDone
        );
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("4", "    - {id: ROLL-01, type: rollback_plan, severity: critical, params: {}}")
                )
            ).IsDone
        );

        Assert.StartsWith("fail", (await OutcomesAsync(scene, first))["ROLL-01"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RollbackPlan_FiledAfterTheRequest_IsJudgedAtOnce_AndOneThatSaysThereIsNoWayBackTakesItAway()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync(Good);
        await ApproveAsync(scene, Before, "staging"); // a plan of staging leads to what may be deployed there
        var serves = new DeployVersion.Command(
            ApprovalsScene.ModelName,
            Before,
            "eu",
            (await ApproveAsync(scene, Before, "production")).ToString()
        );
        Assert.True((await scene.Get<DeployVersion>().RunAsync(scene.Engineer, serves, Ct)).IsDone);
        var canary = new DeployVersion.Command(
            ApprovalsScene.ModelName,
            Good,
            "staging",
            (await ApproveAsync(scene, Good, "staging")).ToString()
        );
        var deployed = await scene.Get<DeployVersion>().RunAsync(scene.Engineer, canary, Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
        const string rule = "    - {id: ROLL-01, type: rollback_plan, severity: high, params: {maxAgeDays: 90}}";
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", rule))).IsDone);
        var promotion = await scene.RequestAsync(Good);
        Assert.Contains("No rollback plan is filed", (await OutcomesAsync(scene, promotion))["ROLL-01"], StringComparison.Ordinal);

        await FilePlanAsync(new(Before, ["Point the route back"], "On call", 15));
        Assert.Equal("pass", (await OutcomesAsync(scene, promotion))["ROLL-01"]);
        await FilePlanAsync(new(WhyNone: "The tables of before are gone."));
        Assert.StartsWith("fail", (await OutcomesAsync(scene, promotion))["ROLL-01"], StringComparison.Ordinal);

        async Task FilePlanAsync(RollbackPlanBody plan)
        {
            var filed = await scene
                .Get<RecordRollbackPlan>()
                .RunAsync(scene.Engineer, ApprovalsScene.ModelName, Good, deployed.Value.Id.ToString(), plan, Ct);
            Assert.True(filed.IsDone, filed.Refusal?.Message);
        }
    }

    // One version that meets every rule, and one that meets none.
    private static async Task<(IReadOnlyList<RuleView> Met, IReadOnlyList<RuleView> Missed)> JudgedAsync()
    {
        await using var opa = await LocalHost.StartAsync(body =>
            Results.Json(new { result = Encoding.UTF8.GetString(body).Contains($"\"name\":\"{Good}\"", StringComparison.Ordinal) })
        );
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
        {
            Measurements.ByHand(portal);
            portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
            var folder = Directory.CreateDirectory(Path.Combine(portal.Folder, "trusted")).FullName;
            File.WriteAllText(Path.Combine(folder, "release.pem"), s_key.ExportSubjectPublicKeyInfoPem());
            portal.Settings["ModelSigning:TrustedKeys"] = folder;
        });
        DatasetFacts[] datasets = [new("applications", "1", Data, "training"), new("applications-held-out", "1", HeldOut, "test")];
        var developer = await scene.PersonAsync("developer@test.example", Roles.Engineer);
        var validator = await scene.PersonAsync("validator@test.example", Roles.Engineer);
        await scene.RegisterVersionAsync(Good, datasets: datasets, by: developer);
        datasets = [new("clicks", "1", Data, "training"), datasets[1]];
        await scene.RegisterVersionAsync(Bad, stored: false, auc: 0.5, datasets: datasets, by: developer);
        await DatasetAsync(scene, "applications", "confidential", "eu", "scoring");
        await DatasetAsync(scene, "clicks", "restricted", "us", "marketing", "2026-01-31");
        await TargetAsync(scene);
        await ApproveAsync(scene, Before, "staging");
        // In service, not only approved: an approval is judged again when a policy comes into force.
        var serves = await scene
            .Get<DeployVersion>()
            .RunAsync(
                scene.Engineer,
                new(ApprovalsScene.ModelName, Before, "eu", (await ApproveAsync(scene, Before, "production")).ToString()),
                Ct
            );
        Assert.True(serves.IsDone, serves.Refusal?.Message);
        var rehearsal = await ApproveAsync(scene, Good, "staging");
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(
                scene.Engineer,
                new(ApprovalsScene.ModelName, Good, "staging", rehearsal.ToString())
                {
                    RollbackPlan = new(Before, ["Point the route back"], "On call", 15),
                },
                Ct
            );
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
        await FileAsync(scene, Good, await DigestAsync(scene, Good), validator, meets: true);
        await AttestExperimentAsync(scene, Good);
        await FileAsync(scene, Bad, new string('0', 64), developer, meets: false);
        await SignArtifactAsync(scene);
        await TrainAsync(scene, Bad);
        await Measurements.WatchAsync(scene, Good);
        await Measurements.SendAsync(scene, Good, "2026-11-18");
        await Measurements.AlertAsync(scene, Bad);
        await RiskAsync(scene, Good, new(2, 2));
        await RiskAsync(scene, Bad, new(5, 4));
        await RiskAsync(scene, Bad, null);
        await ValidateAsync(scene, Good);
        var rules = string.Join(
            '\n',
            s_rules.Select(r =>
                $"    - {{id: {Id(r.Key)}, type: {r.Key}, severity: high, params: "
                + $"{r.Value.Replace("OPA", opa.Url.ToString().TrimEnd('/'), StringComparison.Ordinal)}}}"
            )
        );
        var active = await scene.ActivateAsync(ApprovalsScene.Policy("1", rules));
        Assert.True(active.IsDone, active.Refusal?.Message);

        var good = (await scene.ReadAsync(await scene.RequestAsync(Good))).Gate.Results;
        await SupplyAsync(scene);
        await StopWatchingAsync(scene);
        var bad = (await scene.ReadAsync(await scene.RequestAsync(Bad, by: scene.Owner))).Gate.Results;
        return ([.. good.Where(r => r.Policy == "test-policy")], [.. bad.Where(r => r.Policy == "test-policy")]);
    }

    // Suppliers are those of the model's systems, the same for all its versions: between the two requests the system gets one that no one
    // registered.
    private static async Task SupplyAsync(ApprovalsScene scene)
    {
        var legal = await scene.PersonAsync("second@test.example", Roles.ComplianceOfficer);
        var changed = await scene
            .Get<Portal.Compliance.Systems.ChangeSystem>()
            .RunAsync(legal, new(new(1), null) { Supplier = new Patch<string>("Example Models GmbH") }, Ct);
        Assert.True(changed.IsDone, changed.Refusal?.Message);
    }

    // Of the good version lineage knows no run, which the rule only names; the bad one was trained without a permit.
    private static async Task TrainAsync(ApprovalsScene scene, string version)
    {
        using var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.LineageWrite);
        var file = Lineage.Pipeline.Dataset("file", await DigestAsync(scene, version));
        await new Lineage.Pipeline(key).SendAsync(
            Lineage.Pipeline.Run("train", scene.Clock.GetUtcNow(), [Lineage.Pipeline.Dataset("clicks")], [file])
        );
    }

    private static async Task DatasetAsync(
        ApprovalsScene scene,
        string name,
        string sensitivity,
        string region,
        string purpose,
        string? until = null
    )
    {
        var body = new Portal.Models.Lineage.Datasets.DatasetBody(
            new(name),
            new("owner@test.example"),
            new(sensitivity),
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            new(region),
            until is null ? default : new Patch<string>(until),
            new([purpose]),
            default,
            default
        );
        var made = await scene.Get<Portal.Models.Lineage.Datasets.RegisterDataset>().RunAsync(scene.Engineer, body, Ct);
        Assert.True(made.IsDone, made.Refusal?.Message);
    }

    private static async Task ValidateAsync(ApprovalsScene scene, string version)
    {
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var plan = new Portal.Approvals.ModelRisk.PlanValidation.Command(
            ApprovalsScene.ModelName,
            version,
            "Card payments",
            "Discrimination",
            "risk@test.example",
            DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime).AddDays(30)
        );
        var planned = await scene.Get<Portal.Approvals.ModelRisk.PlanValidation>().RunAsync(risk, plan, Ct);
        Assert.True(planned.IsDone, planned.Refusal?.Message);
        var report = new Portal.Approvals.ModelRisk.SignValidation.Command(
            ApprovalsScene.ModelName,
            planned.Value,
            "fit",
            "All tests met",
            "The window",
            "Kept",
            null,
            await scene.ProofAsync(risk)
        );
        var signed = await scene.Get<Portal.Approvals.ModelRisk.SignValidation>().RunAsync(risk, report, Ct);
        Assert.True(signed.IsDone, signed.Refusal?.Message);
    }

    // The report of another tool is the word of those who filed it, until someone attests it.
    private static async Task AttestExperimentAsync(ApprovalsScene scene, string version)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var report = await db.Evidence.SingleAsync(e => e.Version == version && e.Kind == EvidenceKind.Experiment, Ct);
        var officer = await scene.PersonAsync("attester@test.example", Roles.RiskOfficer);
        var id = report.Id.ToString();
        var proof = await scene.ProofAsync(officer, AttestEvidence.Binding(id, report.Sha256));
        var attested = await scene
            .Get<AttestEvidence>()
            .RunAsync(officer, new(ApprovalsScene.ModelName, version, id, report.Sha256, proof), Ct);
        Assert.True(attested.IsDone, attested.Refusal?.Message);
    }

    private static string Id(string type) =>
        string.Create(CultureInfo.InvariantCulture, $"RULE-{s_rules.Keys.ToList().IndexOf(type) + 1:00}");

    private static string Word(string outcome) => outcome.Split(' ')[0];

    private static async Task<Dictionary<string, string>> OutcomesAsync(ApprovalsScene scene, PromotionId id) =>
        Outcomes((await scene.ReadAsync(id)).Gate.Results);

    private static Dictionary<string, string> Outcomes(IEnumerable<RuleView> results) =>
        results.ToDictionary(r => r.Rule, r => r.Outcome == "pass" ? "pass" : $"{r.Outcome} ({r.Message})", StringComparer.Ordinal);

    private static async Task<PromotionId> ApproveAsync(ApprovalsScene scene, string version, string to)
    {
        var id = await scene.RequestAsync(version, to);
        foreach (var role in (await scene.ReadAsync(id)).RequiredRoles)
        {
            var signer = role switch
            {
                SignOffRole.Security => scene.Security,
                SignOffRole.Legal => scene.Legal,
                _ => scene.Owner,
            };
            var signed = await scene.SignAsync(id, signer, WireName.Of(role));
            Assert.True(signed.IsDone, signed.Refusal?.Message);
        }

        return id;
    }

    private static async Task<string> DigestAsync(ApprovalsScene scene, string version)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Versions.Where(v => v.Version == version).Select(v => v.ArtifactSha256).SingleAsync(Ct);
    }

    private static async Task FileAsync(ApprovalsScene scene, string version, string artifact, Actor by, bool meets)
    {
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.Robustness,
            $$$"""
            {"subject":{"artifactSha256":"{{{artifact}}}","datasetSha256":"{{{(meets ? HeldOut : Data)}}}","rows":200,"seed":7},
             "metrics":{"flipRate":0.01} }
            """,
            by
        );

        // A figure that no report of ours measures states what it was measured on, as the kind that has to.
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.Validation,
            $$$"""
            {"subject":{"artifactSha256":"{{{await DigestAsync(scene, version)}}}","datasetSha256":"{{{HeldOut}}}"},
             "metrics":{"refusalRate":{{{(meets ? "0.9" : "0.1")}}}}}
            """
        );
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.PiiScan,
            $$$"""{"datasetSha256":["{{{Data}}}","{{{HeldOut}}}"],"detectors":["email"],"fields":[],"findings":{{{(meets ? 0 : 3)}}}}"""
        );
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.Fairness,
            $$$"""{"attributes":[{"attribute":"{{{(meets ? "sex" : "age")}}}","verdict":"ok","demographicParityDifference":0.01}]}"""
        );
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.Sbom,
            $$$"""
            {"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"machine-learning-model","name":"m",
             "hashes":[{"alg":"SHA-256","content":"{{{artifact}}}"}],"licenses":[{"license":{"id":"{{{(
                meets ? "MIT" : "AGPL-3.0-only"
            )}}}"}}]}]}
            """
        );
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.Explainability,
            $$$"""{"methods":["{{{(meets ? "shap" : "lime")}}}"],"scope":"local"}"""
        );
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.Experiment,
            $$$"""
            {"kind":"canary","share":0.1,"observed":{"champion":900,"challenger":100},"outcome":"{{{(meets ? "ship" : "keep-champion")}}}"}
            """
        );
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.ModelCard,
            meets ? """{"limitations":"Thin files"}""" : """{"purpose":"Scores"}"""
        );
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.Other,
            $$$"""
            {"quality":[{"column":"x","check":"label_leakage","verdict":"{{{(meets ? "ok" : "warn")}}}"},
             {"column":null,"check":"collinearity","verdict":"ok"}]}
            """
        );
        const string made = """{"inputs":[{"namespace":"lake","name":"raw"}],"outputs":[{"namespace":"lake","name":"applications"}]}""";
        const string used =
            """{"inputs":[{"namespace":"lake","name":"applications"}],"outputs":[{"namespace":"lake","name":"features"}]}""";
        await scene.AddEvidenceAsync(version, EvidenceKind.Lineage, $$$"""{"events":[{{{made}}}{{{(meets ? "," + used : "")}}}]}""");
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.Drift,
            $$$"""{"features":[{"name":"income","psi":{{{(meets ? "0.1" : "0.5")}}}}]}"""
        );
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.SecurityScan,
            $$$"""{"tools":["modelscan"],"findings":{"critical":{{{(meets ? 0 : 1)}}},"high":0,"medium":0,"low":0}}"""
        );
        var region = meets ? "eu-central-1" : "us-east-1";
        await scene.AddEvidenceAsync(
            version,
            EvidenceKind.Other,
            $$$"""
            {"regions":{"training":["{{{region}}}"],"hosting":["{{{region}}}"],"data":["{{{region}}}"]},
             "oversight":{"overseers":[{{{(
                meets ? "\"A. Ode\",\"B. Ruiz\"" : "\"A. Ode\""
            )}}}],"stopControlTestedAt":"2026-11-01T00:00:00Z"}}
            """
        );
    }

    // Signed before anything is filed.
    private static async Task TargetAsync(ApprovalsScene scene)
    {
        var compliance = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var system = await scene
            .Get<Portal.Compliance.Systems.RegisterSystem>()
            .RunAsync(
                compliance,
                new("Fraud desk", "Finds payments that are fraud", "owner@test.example") { Models = [ApprovalsScene.ModelName] },
                Ct
            );
        Assert.True(system.IsDone, system.Refusal?.Message);
        var drafted = await scene
            .Get<Portal.Compliance.Targets.DraftTargets>()
            .RunAsync(
                compliance,
                new(new(1), new(15, "Stops payments", [new("refusalRate", null, 0.8, null, null, "Attacks are refused")])),
                Ct
            );
        Assert.True(drafted.IsDone, drafted.Refusal?.Message);
        var sha256 = (await scene.Get<Portal.Compliance.Targets.GetTargets>().RunAsync(new(1), Ct)).Value.Draft!.ContentSha256;
        var signed = await scene
            .Get<Portal.Compliance.Targets.SignTargets>()
            .RunAsync(scene.Owner, new(new(1), sha256, await scene.ProofAsync(scene.Owner)), Ct);
        Assert.True(signed.IsDone, signed.Refusal?.Message);
    }

    private static async Task SignArtifactAsync(ApprovalsScene scene)
    {
        using var client = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite);
        using var content = new ByteArrayContent(
            ModelSigning.Sign("model.onnx", [new("model.onnx", await DigestAsync(scene, Good))], s_key)
        )
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        using var stored = await client.PutAsync($"/api/v1/models/{ApprovalsScene.ModelName}/versions/{Good}/signature", content, Ct);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
    }

    // From here on nothing watches the model.
    private static async Task StopWatchingAsync(ApprovalsScene scene)
    {
        // What a rule reads is not switched off by whom it judges.
        var officer = await scene.PersonAsync("watcher@test.example", Roles.RiskOfficer);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        foreach (var monitor in await db.Monitors.Where(m => m.IsEnabled).Select(m => m.Id).ToListAsync(Ct))
        {
            var stopped = await scene
                .Get<Operations.Monitoring.Monitors.ChangeMonitor>()
                .RunAsync(officer, monitor, m => Operations.Monitoring.Monitors.MonitorSettings.Of(m) with { IsEnabled = false }, null, Ct);
            Assert.True(stopped.IsDone, stopped.Refusal?.Message);
        }
    }

    private static async Task RiskAsync(ApprovalsScene scene, string version, RatingBody? residual)
    {
        var raised = await scene
            .Get<RaiseRisk>()
            .RunAsync(
                scene.Security,
                new()
                {
                    Title = "Drift",
                    Category = "drift",
                    Model = ApprovalsScene.ModelName,
                    Version = version,
                    Inherent = new(5, 4),
                    Residual = residual,
                    Treatment = "reduce",
                    Owner = "owner@test.example",
                },
                Ct
            );
        Assert.True(raised.IsDone, raised.Refusal?.Message);
    }

    [GeneratedRegex(
        @"(?<![A-Za-z-])(?:the|is|are|of|and|or|with|at|by|no|not|none|for|this|every|days|bytes|has|have|least|from|to|it|asked|required"
            + @"|recorded|allows)(?![A-Za-z-])",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex EnglishWord();

    [GeneratedRegex(@"[0-9],[0-9]{3}(?![0-9])\s*(?:Byte|Zeilen)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnglishThousands();
}
