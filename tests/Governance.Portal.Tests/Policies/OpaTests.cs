using System.Text;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Audit;
using Microsoft.AspNetCore.Http;

namespace Governance.Portal.Tests.Policies;

/// <summary>The contract with an OPA, as its REST API documents it, and what its silence means.</summary>
public sealed class OpaTests
{
    /// <summary>Answers of OPA's data API as documented, with what a gate takes each of them for.</summary>
    public static TheoryData<int, string, string, int> Recorded =>
        new()
        {
            { 200, """{"result": true, "decision_id": "1f2e"}""", "allow", 0 },
            { 200, """{"result": false}""", "deny", 0 },
            { 200, """{"result": {"allow": true, "violations": []}}""", "allow", 0 },
            { 200, """{"result": {"allow": true, "violations": [{"id": "v1", "severity": "low", "msg": "Look at it"}]}}""", "allow", 1 },
            { 200, """{"result": {"allow": false, "violations": [{"id": "v1", "severity": "high", "msg": "No"}]}}""", "deny", 1 },
            { 200, """{"result": {"allow": true}, "metrics": {"timer_rego_query_eval_ns": 1}}""", "allow", 0 },
            { 200, "{}", "undefined", 0 },
            { 200, """{"decision_id": "1f2e"}""", "undefined", 0 },
            { 200, """{"result": {"violations": []}}""", "undefined", 0 },
            { 200, """{"result": {"allow": "true"}}""", "not-boolean", 0 },
            { 200, """{"result": {"allow": 1}}""", "not-boolean", 0 },
            { 200, """{"result": {"allow": true, "violations": "none"}}""", "not-boolean", 0 },
            { 200, """{"result": "yes"}""", "not-boolean", 0 },
            { 200, """{"result": null}""", "not-boolean", 0 },
            { 200, """{"result": true, "result": false}""", "error", 0 },
            { 200, "[true]", "error", 0 },
            { 200, "not json", "error", 0 },
            { 404, "{}", "undefined", 0 },
            { 400, """{"code": "invalid_parameter", "message": "bad input"}""", "error", 0 },
            { 500, """{"code": "internal_error", "message": "error(s) occurred while evaluating query"}""", "error", 0 },
            { 302, "", "error", 0 },
        };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Answer_AsDocumented_IsTakenForWhatItSays(int status, string body, string answer, int violations)
    {
        var decision = OpaDecisions.Read("https://opa.example", "governance/gate", status, Encoding.UTF8.GetBytes(body));

        Assert.Equal((answer, violations), (decision.Answer, decision.Violations.Count));
    }

    [Fact]
    public async Task Gate_AsksWithTheInput_AndItsAnswerIsReplayedWithoutAsking()
    {
        await using var opa = await LocalHost.StartAsync(_ =>
            Results.Json(new { result = new { allow = true, violations = Array.Empty<string>() }, decision_id = Guid.NewGuid() })
        );
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
            portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1"
        );
        Assert.True((await scene.ActivateAsync(Policy(opa.Url.ToString()))).IsDone);

        var promotion = await scene.RequestAsync();

        var view = await scene.ReadAsync(promotion);
        Assert.Equal("pass", view.Gate.Results.Single(r => r.Rule == "OPA-01").Outcome);
        var asked = opa.Bodies.Count;
        using var sent = JsonDocument.Parse(opa.Bodies.First());
        Assert.Equal("fraud-scorer", sent.RootElement.GetProperty("input").GetProperty("model").GetProperty("name").GetString());
        await scene.SignAllAsync(promotion);
        Assert.True((await scene.Get<ReplayGate>().RunAsync(view.Gate.GateRun, ApprovalsScene.Ct)).Value.Identical);
        Assert.Equal(asked, opa.Bodies.Count);
    }

    [Fact]
    public async Task Gate_WithAStoppedOpa_IsShutWithTheReasonAndLogged()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
            portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1"
        );
        Assert.True((await scene.ActivateAsync(Policy("http://127.0.0.1:1"))).IsDone);

        var view = await scene.ReadAsync(await scene.RequestAsync());

        Assert.Equal(GateOutcome.Fail, view.Gate.Outcome);
        Assert.Contains("could not be queried", view.Gate.Results.Single(r => r.Rule == "OPA-01").Message, StringComparison.Ordinal);
        Assert.Equal("fail", (string?)(await scene.LogAsync("gate.evaluated"))[^1]["data"]!["gateOutcome"]);
    }

    [Fact]
    public async Task Gate_HostThatThePortalDoesNotAllow_IsNeverAsked()
    {
        await using var opa = await LocalHost.StartAsync(_ => Results.Json(new { result = true }));
        await using var scene = await ApprovalsScene.CreateAsync();
        Assert.True((await scene.ActivateAsync(Policy(opa.Url.ToString()))).IsDone);

        var view = await scene.ReadAsync(await scene.RequestAsync());

        Assert.Contains(
            "A policy cannot add hosts to it",
            view.Gate.Results.Single(r => r.Rule == "OPA-01").Message,
            StringComparison.Ordinal
        );
        Assert.Empty(opa.Bodies);
    }

    [Theory]
    [InlineData("""{"id": "v1", "message": "Too new", "msg": "other"}""", "Too new")]
    [InlineData("""{"id": "v1", "msg": "Too new"}""", "Too new")]
    [InlineData("""{"id": "v1"}""", "The policy engine gave no reason.")]
    public void Violation_SaysWhy_AsMessageOrAsMsg(string violation, string expected)
    {
        var decision = OpaDecisions.Read(
            "https://opa.example",
            "governance/gate",
            200,
            Encoding.UTF8.GetBytes($$$"""{"result": {"allow": false, "violations": [{{{violation}}}]}}""")
        );

        Assert.Equal(expected, Assert.Single(decision.Violations).Message);
    }

    [Fact]
    public void Violation_TooLong_IsCutBetweenCharacters()
    {
        var said = new string('a', 999) + "😀 and more";

        var decision = OpaDecisions.Read(
            "https://opa.example",
            "governance/gate",
            200,
            JsonSerializer.SerializeToUtf8Bytes(
                new { result = new { allow = false, violations = new[] { new { id = "v1", message = said } } } }
            )
        );

        Assert.Equal(new string('a', 999), Assert.Single(decision.Violations).Message);
    }

    [Theory]
    [InlineData("{stages: [production], models: [other-model]}")]
    [InlineData("{stages: [staging]}")]
    [InlineData("{stages: [production], riskClasses: [minimal]}")]
    [InlineData("{stages: [production], tags: {unit: retail}}")]
    public async Task Gate_OfAPromotionThatThePolicyIsNotAbout_AsksNobody(string appliesTo)
    {
        await using var opa = await LocalHost.StartAsync(_ => Results.Json(new { result = true }));
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
            portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1"
        );
        var active = await scene.ActivateAsync(
            Policy(opa.Url.ToString()).Replace("{stages: [production]}", appliesTo, StringComparison.Ordinal)
        );
        Assert.True(active.IsDone, active.Refusal?.Message);

        var view = await scene.ReadAsync(await scene.RequestAsync());

        Assert.DoesNotContain(view.Gate.Results, r => r.Rule == "OPA-01");
        Assert.Empty(opa.Bodies);
    }

    [Fact]
    public async Task Engine_ForgottenSince_IsAskedBeforeASignature_AndOthersWriteMeanwhile()
    {
        ApprovalsScene? scene = null;
        var written = new List<string>();
        await using var opa = await LocalHost.StartAsync(async _ =>
        {
            // Who asks inside a transaction holds the one write turn: this would wait for as long as the answer does.
            if (scene is { } running)
            {
                await running
                    .Get<ActionRunner>()
                    .RunAsync<Done>(
                        Actor.OfJob("test"),
                        new Attempt("test.wrote", "test", null),
                        (context, _) =>
                        {
                            context.Append(new AuditEvent("test.wrote", "test", []));
                            return Task.FromResult<Result<Done>>(Done.Instance);
                        },
                        ApprovalsScene.Ct
                    )
                    .WaitAsync(TimeSpan.FromSeconds(20), ApprovalsScene.Ct);
                written.Add("wrote");
            }

            return Results.Json(new { result = true });
        });
        await using var made = await ApprovalsScene.CreateAsync(configure: portal =>
        {
            portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
            portal.Settings["Outbound:TimeoutSeconds"] = "60";
        });
        Assert.True((await made.ActivateAsync(Policy(opa.Url.ToString(), 50_000))).IsDone);
        var promotion = await made.RequestAsync();
        var asked = opa.Bodies.Count;

        made.Clock.Advance(TimeSpan.FromMinutes(11));
        scene = made;
        await made.SignAllAsync(promotion);

        Assert.True(opa.Bodies.Count > asked, "A remembered answer is good for ten minutes.");
        Assert.Equal(opa.Bodies.Count - asked, written.Count);
        Assert.Empty(made.Get<OutsideCalls>().Made);
    }

    [Fact]
    public async Task Engine_IsAskedAboutTheFactsThatAnActionMakes_OutsideItsTransaction()
    {
        await using var opa = await LocalHost.StartAsync(_ => Results.Json(new { result = true }));
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
            portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1"
        );
        Assert.True((await scene.ActivateAsync(Policy(opa.Url.ToString()))).IsDone);
        var promotion = await scene.RequestAsync();
        var asked = opa.Bodies.Count;

        await scene.AddEvidenceAsync("1.4.0", EvidenceKind.Robustness);

        Assert.True(opa.Bodies.Count > asked);
        var run = (await scene.ReadAsync(promotion)).Gate;
        Assert.Equal("pass", run.Results.Single(r => r.Rule == "OPA-01").Outcome);
        Assert.True((await scene.Get<ReplayGate>().RunAsync(run.GateRun, ApprovalsScene.Ct)).Value.Identical);
        Assert.Empty(scene.Get<OutsideCalls>().Made);
    }

    private static string Policy(string url, int timeoutMs = 2000) =>
        ApprovalsScene.Policy(
            "1",
            $"    - {{id: OPA-01, type: opa, severity: high, params: {{url: \"{url.TrimEnd('/')}\", "
                + $"path: governance/gate, timeoutMs: {timeoutMs}}}}}"
        );
}
