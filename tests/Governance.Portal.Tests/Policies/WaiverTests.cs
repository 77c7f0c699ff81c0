using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Waivers;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;

namespace Governance.Portal.Tests.Policies;

/// <summary>
/// A waiver opens one rule for one version and one time, by people who did not ask for it, and every signature knows of it.
/// </summary>
public sealed class WaiverTests
{
    private const string Auc =
        "    - {id: PERF-01, type: metric_threshold, severity: high, waivable: true, params: {metric: auc, op: \">=\", value: 0.95}}";

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Granted_OpensTheGateVoidsSignatures_AndShutsItAgainWhenItEnds(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(Auc, kind);
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var promotion = await scene.RequestAsync();
        var shut = (await scene.ReadAsync(promotion)).Gate;
        Assert.Equal(GateOutcome.Fail, shut.Outcome);
        Assert.Equal(["PERF-01"], shut.Results.Where(r => r.Waivable).Select(r => r.Rule));
        var waiver = await AskAsync(scene);

        var before = (await scene.ReadAsync(promotion)).BundleDigest;
        Assert.True((await DecideAsync(scene, risk, waiver)).IsDone);

        var view = await scene.ReadAsync(promotion);
        Assert.Equal((GateOutcome.Warn, "waived"), (view.Gate.Outcome, view.Gate.Results.Single(r => r.Rule == "PERF-01").Outcome));
        Assert.NotEqual(before, view.BundleDigest);
        await scene.SignAllAsync(promotion);
        Assert.True((await GateAsync(scene)).Allow);

        scene.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Contains((await GateAsync(scene)).Reasons, r => r.Rule == "PERF-01");
        Assert.Equal(1, await scene.Get<ExpireWaivers>().RunAsync(ApprovalsScene.Ct));
        Assert.Equal(0, await scene.Get<ExpireWaivers>().RunAsync(ApprovalsScene.Ct));
        Assert.Equal(
            ["waiver.requested", "waiver.granted", "waiver.expired"],
            (await scene.LogAsync(subject: waiver.ToString())).Select(e => (string?)e["action"])
        );
    }

    [Fact]
    public async Task GrantOrEnd_WhileSignaturesAreLive_MakesThemVoidWithTheMember()
    {
        await using var scene = await SceneAsync(Auc.Replace("0.95", "0.85", StringComparison.Ordinal));
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        var waiver = await AskAsync(scene);
        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(promotion)).State);

        Assert.True((await DecideAsync(scene, risk, waiver)).IsDone);

        var view = await scene.ReadAsync(promotion);
        Assert.Equal(PromotionState.Open, view.State);
        Assert.All(view.SignOffs, s => Assert.Equal((SignOffStatus.Void, "waivers"), (s.Status, s.VoidReason)));
        await scene.SignAllAsync(promotion);
        Assert.True((await DecideAsync(scene, risk, waiver, grant: false, reason: "Measured again")).IsDone);
        Assert.Equal(PromotionState.Open, (await scene.ReadAsync(promotion)).State);
        Assert.Equal("waiver.over", (await DecideAsync(scene, risk, waiver, grant: false, reason: "again")).Refusal?.Code);
    }

    [Fact]
    public async Task CriticalRule_TakesTwoPeopleInTwoRoles()
    {
        await using var scene = await SceneAsync(Auc.Replace("severity: high", "severity: critical", StringComparison.Ordinal));
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var other = await scene.PersonAsync("risk2@test.example", Roles.RiskOfficer);
        var promotion = await scene.RequestAsync();
        var waiver = await AskAsync(scene);

        Assert.True((await DecideAsync(scene, risk, waiver)).IsDone);
        Assert.Equal(GateOutcome.Fail, (await scene.ReadAsync(promotion)).Gate.Outcome);
        Assert.Equal("waiver.two-people", (await DecideAsync(scene, risk, waiver)).Refusal?.Code);
        Assert.Equal("waiver.two-people", (await DecideAsync(scene, other, waiver)).Refusal?.Code);
        Assert.True((await DecideAsync(scene, scene.Security, waiver)).IsDone);

        Assert.Equal(GateOutcome.Warn, (await scene.ReadAsync(promotion)).Gate.Outcome);
    }

    [Fact]
    public async Task WhoMayNot_IsRefusedAndAudited()
    {
        await using var scene = await SceneAsync(
            Auc + "\n    - {id: PERF-02, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.95}}"
        );
        var engineer = await scene.PersonAsync("engineer2@test.example", Roles.Engineer);
        var waiver = await AskAsync(scene);

        Assert.Equal("waiver.not-waivable", (await RequestAsync(scene, scene.Engineer, rule: "PERF-02")).Refusal?.Code);
        Assert.Equal("waiver.not-waivable", (await RequestAsync(scene, scene.Engineer, policy: "baseline", rule: "BASE-02")).Refusal?.Code);
        Assert.Equal("waiver.rule-unknown", (await RequestAsync(scene, scene.Engineer, rule: "NONE-01")).Refusal?.Code);
        Assert.Equal("waiver.already-live", (await RequestAsync(scene, scene.Engineer)).Refusal?.Code);
        Assert.Equal(RefusalKind.Forbidden, (await RequestAsync(scene, scene.Legal)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await DecideAsync(scene, scene.Owner, waiver)).Refusal?.Kind);
        Assert.Equal("waiver.not-yours", (await scene.Get<WithdrawWaiver>().RunAsync(engineer, waiver, ApprovalsScene.Ct)).Refusal?.Code);
        Assert.Equal(
            RefusalKind.Unauthenticated,
            (await scene.Get<DecideWaiver>().RunAsync(scene.Security, new(waiver, true, null, null), ApprovalsScene.Ct)).Refusal?.Kind
        );
        Assert.Contains(await scene.LogAsync("waiver.granted", waiver.ToString()), e => (string?)e["outcome"] == "refused");
    }

    [Fact]
    public async Task RequesterOfThePromotion_NeverGrants()
    {
        await using var scene = await SceneAsync(Auc);
        var waiver = await AskAsync(scene);
        // A key of a security approver who is an engineer too requests, so the promotion is theirs.
        var both = await scene.PersonAsync("both@test.example", Roles.SecurityReviewer, Roles.Engineer);
        var client = await scene.Portal.CreateKeyClientAsync(both.User, [.. Scopes.All]);
        using var requested = await client.PostAsJsonAsync(
            "/api/v1/models/fraud-scorer/versions/1.4.0/promotions",
            new { to = "production", reason = "Better recall" },
            ApprovalsScene.Ct
        );
        Assert.Equal(HttpStatusCode.Created, requested.StatusCode);

        Assert.Equal("waiver.requester-cannot-grant", (await DecideAsync(scene, both, waiver)).Refusal?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(91)]
    [InlineData(null)]
    public async Task End_NotBounded_IsRefused(int? days)
    {
        await using var scene = await SceneAsync(Auc);
        DateTimeOffset? end = days is { } n ? scene.Clock.GetUtcNow().AddDays(n) : null;

        Assert.Equal(
            "waiver.end-not-bounded",
            (
                await scene
                    .Get<RequestWaiver>()
                    .RunAsync(scene.Engineer, new("fraud-scorer", "1.4.0", "test-policy", "PERF-01", "why", end), ApprovalsScene.Ct)
            )
                .Refusal
                ?.Code
        );
    }

    [Fact]
    public async Task ApiKey_NeverAsksOrGrants_AndAPersonDoesOverHttp()
    {
        await using var scene = await SceneAsync(Auc);
        var waiver = await AskAsync(scene);
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, [.. Scopes.All]);
        var body = new
        {
            model = "fraud-scorer",
            version = "1.4.0",
            policy = "test-policy",
            rule = "PERF-01",
            reason = "why",
            expiresAt = scene.Clock.GetUtcNow().AddDays(5),
        };

        using var asked = await key.PostAsJsonAsync("/api/v1/waivers", body, ApprovalsScene.Ct);
        using var granted = await key.PostAsync($"/api/v1/waivers/{waiver}/grant", null, ApprovalsScene.Ct);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (asked.StatusCode, granted.StatusCode));
        var listed = await key.GetFromJsonAsync<JsonObject>("/api/v1/waivers?state=requested&model=fraud-scorer", ApprovalsScene.Ct);
        Assert.Equal(waiver.ToString(), (string?)Assert.Single(listed!["items"]!.AsArray())!["id"]);
        using var wrong = await key.GetAsync("/api/v1/waivers?state=maybe", ApprovalsScene.Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    [Fact]
    public async Task Simulation_NamesWhatIsMissingAndWhatCanBeWaived()
    {
        await using var scene = await SceneAsync(Auc);

        var before = (
            await scene.Get<SimulateGate>().RunAsync(scene.Engineer, "fraud-scorer", "1.4.0", "production", ApprovalsScene.Ct)
        ).Value;

        var missing = Assert.Single(before.Missing);
        Assert.Equal(("PERF-01", true, "fail"), (missing.Rule, missing.Waivable, missing.Outcome));
        Assert.Equal(3, before.Slots.Count);
        Assert.Null(before.Promotion);
        Assert.Empty(await scene.LogAsync("gate.evaluated"));
    }

    private static async Task<ApprovalsScene> SceneAsync(string rules, DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = await ApprovalsScene.CreateAsync(kind);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", rules))).IsDone);
        return scene;
    }

    private static async Task<WaiverId> AskAsync(ApprovalsScene scene)
    {
        var asked = await RequestAsync(scene, scene.Engineer);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
        return asked.Value;
    }

    private static Task<Result<WaiverId>> RequestAsync(
        ApprovalsScene scene,
        Actor actor,
        string policy = "test-policy",
        string rule = "PERF-01"
    ) =>
        scene
            .Get<RequestWaiver>()
            .RunAsync(
                actor,
                new("fraud-scorer", "1.4.0", policy, rule, "New labels arrive next month", scene.Clock.GetUtcNow().AddDays(30)),
                ApprovalsScene.Ct
            );

    private static async Task<Result<WaiverId>> DecideAsync(
        ApprovalsScene scene,
        Actor actor,
        WaiverId waiver,
        bool grant = true,
        string? reason = null
    ) => await scene.Get<DecideWaiver>().RunAsync(actor, new(waiver, grant, reason, await scene.ProofAsync(actor)), ApprovalsScene.Ct);

    private static Task<DeployAnswer> GateAsync(ApprovalsScene scene) =>
        scene.Get<EvaluateDeploymentGate>().RunAsync(scene.Engineer, new("fraud-scorer", "1.4.0", "production", null), ApprovalsScene.Ct);
}
