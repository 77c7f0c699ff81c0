using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using BackTestChange = Governance.Policies.BackTestChange;

namespace Governance.Portal.Tests.Policies;

/// <summary>A policy change: tests, back-test, two people who did not write it; then it judges every live promotion.</summary>
public sealed class ProposalTests
{
    private const string Auc =
        "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.85}}";
    private static readonly string s_stricter = ApprovalsScene.Policy("2", Auc.Replace("0.85", "0.95", StringComparison.Ordinal));

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task TwoPeople_PutATestedAndBackTestedTextInForce(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var author = await scene.PersonAsync("author@test.example", Roles.RiskOfficer);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Auc))).IsDone);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        var run = (await scene.ReadAsync(promotion)).Gate.GateRun;

        var id = await ProposeAsync(scene, author, s_stricter, Tests($"{run}", "fail"));
        Assert.Equal("proposal.not-back-tested", (await DecideAsync(scene, risk, id)).Refusal?.Code);
        var tested = await scene.Get<BackTestPolicy>().RunAsync(author, id, 90, ApprovalsScene.Ct);

        Assert.Equal((1, 1, 0, true), (tested.Value.Runs, tested.Value.Blocked, tested.Value.LetThrough, tested.Value.Complete));
        var item = Assert.Single(tested.Value.Items);
        Assert.Equal((run, "pass", "fail"), (item.GateRun, item.Before, item.After));
        Assert.True((await DecideAsync(scene, risk, id)).IsDone);
        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(promotion)).State);
        Assert.True((await DecideAsync(scene, scene.Security, id)).IsDone);

        var policies = await scene.Get<GetPolicies>().ListAsync(ApprovalsScene.Ct);
        Assert.Equal("2", policies.Single(p => p.Name == "test-policy").Version);
        var view = await scene.ReadAsync(promotion);
        Assert.Equal((PromotionState.Open, GateOutcome.Fail), (view.State, view.Gate.Outcome));
        Assert.Equal(
            ["proposal.made", "proposal.back-tested", "proposal.approved", "proposal.approved"],
            (await scene.LogAsync(subject: id.ToString())).Where(e => (string?)e["outcome"] == "done").Select(e => (string?)e["action"])
        );
        Assert.Equal(id.ToString(), (string?)(await scene.LogAsync("policy.activated", "test-policy@2"))[0]["data"]!["proposal"]);
        var history = (await scene.Get<GetPolicies>().GetAsync("test-policy", ApprovalsScene.Ct)).Value.Versions;
        Assert.Equal([("2", (PolicyProposalId?)id), ("1", null)], history.Select(v => (v.Version, v.Proposal)));
    }

    [Fact]
    public async Task WhatIsNotReadyOrNotTheirs_IsRefused()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var author = await scene.PersonAsync("author@test.example", Roles.RiskOfficer);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Auc))).IsDone);
        var run = (await scene.ReadAsync(await scene.RequestAsync())).Gate.GateRun;

        Assert.Equal(
            "policy.not-valid",
            (await scene.Get<ProposePolicy>().RunAsync(author, new("kind: [", null, "why"), ApprovalsScene.Ct)).Refusal?.Code
        );
        Assert.Equal(
            "proposal.tests-not-valid",
            (await scene.Get<ProposePolicy>().RunAsync(author, new(s_stricter, "cases: []", "why"), ApprovalsScene.Ct)).Refusal?.Code
        );
        Assert.Equal(
            "proposal.nothing-changed",
            (await scene.Get<ProposePolicy>().RunAsync(author, new(ApprovalsScene.Policy("1", Auc), null, "why"), ApprovalsScene.Ct))
                .Refusal
                ?.Code
        );
        Assert.Equal(
            RefusalKind.Forbidden,
            (await scene.Get<ProposePolicy>().RunAsync(scene.Engineer, new(s_stricter, null, "why"), ApprovalsScene.Ct)).Refusal?.Kind
        );

        var red = await ProposeAsync(scene, author, s_stricter, Tests($"{run}", "pass"));
        Assert.Equal(
            "proposal.already-open",
            (await scene.Get<ProposePolicy>().RunAsync(risk, new(s_stricter, null, "why"), ApprovalsScene.Ct)).Refusal?.Code
        );
        await scene.Get<BackTestPolicy>().RunAsync(author, red, 90, ApprovalsScene.Ct);
        Assert.Equal("proposal.tests-not-green", (await DecideAsync(scene, risk, red)).Refusal?.Code);
        Assert.Equal("proposal.not-yours", (await scene.Get<WithdrawProposal>().RunAsync(risk, red, ApprovalsScene.Ct)).Refusal?.Code);
        Assert.True((await scene.Get<WithdrawProposal>().RunAsync(author, red, ApprovalsScene.Ct)).IsDone);

        var green = await ProposeAsync(scene, author, s_stricter, Tests($"{run}", "fail"));
        await scene.Get<BackTestPolicy>().RunAsync(author, green, 90, ApprovalsScene.Ct);
        Assert.Equal("proposal.author-cannot-approve", (await DecideAsync(scene, author, green)).Refusal?.Code);
        Assert.Equal(
            "proposal.text-differs",
            (
                await scene
                    .Get<DecideProposal>()
                    .RunAsync(risk, new(green, true, new string('0', 64), null, await scene.ProofAsync(risk)), ApprovalsScene.Ct)
            )
                .Refusal
                ?.Code
        );
        Assert.True((await DecideAsync(scene, risk, green)).IsDone);
        Assert.Equal("proposal.two-people", (await DecideAsync(scene, risk, green)).Refusal?.Code);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1b", Auc.Replace("0.85", "0.86", StringComparison.Ordinal)))).IsDone);
        Assert.Equal("proposal.base-changed", (await DecideAsync(scene, scene.Security, green)).Refusal?.Code);
    }

    [Fact]
    public async Task OverHttp_AKeyProposesAndItsOwnerNeverApproves()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var key = await scene.Portal.CreateKeyClientAsync(scene.Security.User, [.. Scopes.All]);
        var promotion = await scene.RequestAsync();
        var run = (await scene.ReadAsync(promotion)).Gate.GateRun;

        using var invalid = await key.PostAsJsonAsync(
            "/api/v1/policies/validate",
            new { policy = "apiVersion: governance/v1\nkin: ModelPolicy\n" },
            ApprovalsScene.Ct
        );
        using var made = await key.PostAsJsonAsync(
            "/api/v1/policies",
            new
            {
                policy = s_stricter,
                tests = Tests($"{run}", "fail"),
                reason = "Stricter",
            },
            ApprovalsScene.Ct
        );
        using var tested = await key.PostAsJsonAsync(
            "/api/v1/policies/backtest",
            new { policy = s_stricter, days = 30 },
            ApprovalsScene.Ct
        );
        using var approved = await key.PostAsJsonAsync(
            "/api/v1/policies/changes/PCR-0001/approve",
            new { sha256 = "x" },
            ApprovalsScene.Ct
        );

        Assert.Contains(
            (await invalid.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["errors"]!.AsArray(),
            e => (int)e!["line"]! == 2 && (string?)e["path"] == "kin"
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("/api/v1/policies/changes/PCR-0001", made.Headers.Location?.ToString());
        Assert.Equal(1, (int)(await tested.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["blocked"]!);
        Assert.Equal(HttpStatusCode.Forbidden, approved.StatusCode);
        Assert.Equal("proposal.author-cannot-approve", (await DecideAsync(scene, scene.Security, new PolicyProposalId(1))).Refusal?.Code);
        var details = await key.GetFromJsonAsync<JsonObject>("/api/v1/policies/baseline", ApprovalsScene.Ct);
        Assert.Contains("BASE-01", (string)details!["source"]!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await key.GetAsync("/api/v1/policies/none", ApprovalsScene.Ct)).StatusCode);
    }

    [Fact]
    public async Task Pages_SayRulesAndChangesInWords_AndADraftSaysWhichVersionsItWouldBlock()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var author = await scene.PersonAsync("author@test.example", Roles.RiskOfficer);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Auc))).IsDone);
        var promotion = await scene.RequestAsync();
        var id = await ProposeAsync(scene, author, s_stricter, Tests("GATE-0001", "fail"));

        var effects = (await scene.Get<PreviewPolicy>().RunAsync(author, s_stricter, ApprovalsScene.Ct)).Value;
        var same = await scene.Get<PreviewPolicy>().RunAsync(author, ApprovalsScene.Policy("1", Auc), ApprovalsScene.Ct);
        var invalid = await scene.Get<PreviewPolicy>().RunAsync(author, "kind: [", ApprovalsScene.Ct);
        var outsider = await scene.PersonAsync("sponsor@test.example", Roles.Sponsor);
        var refused = await scene.Get<PreviewPolicy>().RunAsync(outsider, s_stricter, ApprovalsScene.Ct);
        var engine = ApprovalsScene.Policy(
            "2",
            "    - {id: ENGN-01, type: opa, severity: high, params: {url: \"http://127.0.0.1:1\", path: a}}"
        );
        var unasked = (await scene.Get<PreviewPolicy>().RunAsync(author, engine, ApprovalsScene.Ct)).Value;

        var blocked = Assert.Single(effects.Items);
        Assert.Equal((1, BackTestChange.Blocked, promotion), (effects.Versions, blocked.Change, blocked.Promotion));
        Assert.Equal([("PERF-01", "pass", "fail")], blocked.Rules.Select(r => (r.Rule, r.Before, r.After)));
        Assert.Empty(same.Value.Items);
        Assert.Equal("policy.not-valid", invalid.Refusal?.Code);
        Assert.Equal(RefusalKind.Forbidden, refused.Refusal?.Kind);
        Assert.Equal(["ENGN-01"], unasked.LeftOut);

        var risk = await scene.Portal.SignInAsync("author@test.example");
        var list = await risk.GetStringAsync("/policies", ApprovalsScene.Ct);
        var page = await risk.GetStringAsync("/policies/test-policy", ApprovalsScene.Ct);
        var change = await risk.GetStringAsync($"/policies/changes/{id}", ApprovalsScene.Ct);
        Assert.Matches($"Change pending: (<[^>]+>)?{id}", list);
        Assert.Contains("at least 0.85", page, StringComparison.Ordinal);
        Assert.DoesNotContain("metric_threshold", page, StringComparison.Ordinal);
        Assert.Contains(
            "metric_threshold",
            await risk.GetStringAsync("/policies/test-policy?tab=source", ApprovalsScene.Ct),
            StringComparison.Ordinal
        );
        Assert.Contains("at least 0.85 → at least 0.95", System.Net.WebUtility.HtmlDecode(change), StringComparison.Ordinal);
    }

    private static string Tests(string input, string outcome) =>
        """
            apiVersion: governance/v1
            kind: PolicyTest
            cases:
              - {name: the run of today, input: INPUT, expect: {outcome: OUTCOME, rules: {PERF-01: OUTCOME}}}
            """.Replace("INPUT", input, StringComparison.Ordinal).Replace("OUTCOME", outcome, StringComparison.Ordinal);

    private static async Task<PolicyProposalId> ProposeAsync(ApprovalsScene scene, Actor author, string text, string tests)
    {
        var proposed = await scene
            .Get<ProposePolicy>()
            .RunAsync(author, new(text, tests, "As agreed with the supervisor"), ApprovalsScene.Ct);
        Assert.True(proposed.IsDone, proposed.Refusal?.Message);
        return proposed.Value;
    }

    private static async Task<Result<PolicyProposalId>> DecideAsync(ApprovalsScene scene, Actor actor, PolicyProposalId id)
    {
        var sha256 = (await scene.Get<GetPolicies>().ProposalAsync(id, ApprovalsScene.Ct)).Value.Proposal.Sha256;
        return await scene
            .Get<DecideProposal>()
            .RunAsync(actor, new(id, true, sha256, null, await scene.ProofAsync(actor)), ApprovalsScene.Ct);
    }
}
