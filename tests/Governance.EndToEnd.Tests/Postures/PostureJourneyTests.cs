using System.Net;
using System.Text;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Integrations;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Demo;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Postures;

/// <summary>
/// What was approved on good evidence drifts while it runs: people see it, a system outside is called, someone reviews it, and a newer good
/// window ends it. Without pages the same is told by OutOfPolicyStoryTests of the portal.
/// </summary>
public sealed class PostureJourneyTests(RunningBrowser browser, IntegrationPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<IntegrationPortal>
{
    private const string Version = "2.0.0";
    private const string Card = "2.0.0 in production";

    private static readonly string[] s_steps =
    [
        "promotion.approved",
        "promotion.deployed",
        "permit.issued",
        "window.stored",
        "promotion.voided",
        "posture.changed",
        "alert.raised",
        "incident.opened",
        "incident.call-sent",
        "incident.call-answered",
        "model.reviewed",
        "window.stored",
        "posture.changed",
        "alert.resolved",
        "permit.issued",
    ];

    private Bank _bank = null!;
    private Person _owner = null!;
    private Person _risk = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Drift_PutsWhatRunsOutOfPolicy_UntilPeopleAnswered_AndAGoodWindowCame()
    {
        await using var outside = await Receiver.StartAsync();
        _bank = await Bank.OpenAsync(Factory);
        (_risk, _) = await EmployAsync("rita.watch", Roles.RiskOfficer);
        _owner = await ComeAsync(_bank.Owner);
        await ConnectAsync(outside);
        var staging = await PutInProductionAsync();
        var permit = await PermitAsync();
        var list = new PosturePages(_risk);
        await _risk.OpenAsync("/posture");
        await JudgeAsync();
        await Expect(list.Row(_bank.Model)).ToContainTextAsync("In policy");

        // The portal judges by itself, and the open page shows it.
        await UploadAsync(files => files[^1]);
        await Expect(list.Row(_bank.Model)).ToContainTextAsync("Out of policy", new() { Timeout = 60_000 });
        Assert.Empty(await Accessibility.FindingsAsync(_risk.Page));
        await list.FollowAsync(_bank.Model, Version);
        await Expect(list.Region(Card)).ToContainTextAsync("income_monthly");
        await Expect(list.Region(Card)).ToContainTextAsync("No permit has been issued for this version since");
        await Expect(list.Region(Card)).ToContainTextAsync("A review must confirm that the version stays in use.");
        Assert.Empty(await Accessibility.FindingsAsync(_risk.Page));
        await SeeThatItIsShutAsync(permit);
        await SeeWhySignaturesAreVoidAsync(staging);

        var alert = await AlertAsync("open");
        var incident = await new IncidentPage(_owner).DeclareAsync(alert, _bank.Model);
        var called = await outside.TakesAsync(c => c.Headers.ContainsKey("idempotency-key"), Ct);
        Assert.Equal($"{incident}/slow-down/1", called.Headers["idempotency-key"]);
        var told = await outside.TakesAsync(c => (string?)c.Json["type"] == "governance.posture.changed" && IsOut(c), Ct);
        Assert.Contains(_bank.Model, told.Json.ToJsonString(), StringComparison.Ordinal);

        await list.ReviewAsync("restrict", "Amounts below 5,000 EUR until the campaign is over", alert);
        await Expect(list.Reviews).ToContainTextAsync("Restrict");
        await Expect(list.Reviews).ToContainTextAsync($"In response to {alert}");
        await JudgeAsync();
        await Expect(list.Region(Card)).Not.ToContainTextAsync("A review must confirm that the version stays in use.");
        await Expect(list.Region(Card)).ToContainTextAsync("Out of policy");

        // The first window once more, as if it had been measured after the last one.
        await UploadAsync(files => files[1], TimeSpan.FromDays(225));
        await JudgeAsync();
        await Expect(list.Region(Card)).ToContainTextAsync("In policy");
        await Expect(list.History).ToContainTextAsync("DRFT-01");
        Assert.Empty(await Accessibility.FindingsAsync(_risk.Page));
        Assert.Equal(alert, await AlertAsync("resolved"));
        await PermitAsync();

        await SeeTheLogAsync(staging);
        await SeeWhatAStricterPolicyWouldBreakAsync();
        Assert.Empty(Portal.Log.Errors);
    }

    private static bool IsOut(Received call) => call.Json.ToJsonString().Contains("\"state\":\"out\"", StringComparison.Ordinal);

    // What is due now and not in some seconds.
    private Task<int> JudgeAsync() => Factory.Get<KeepPostures>().RunAsync(Ct);

    private async Task<Person> ComeAsync(string email)
    {
        var person = await ArriveAsync();
        await person.SignInAsync(email);
        return person;
    }

    // A playbook that calls a system outside when an incident is opened, and events of postures to the same receiver.
    private async Task ConnectAsync(Receiver outside)
    {
        var (_, shown) = await _risk.CallAsync("GET", "/api/v1/playbooks/model-harm");
        var step =
            "  - {id: slow-down, kind: call-out, phase: detection, title: Slow down, what: At the gateway., needs: [detect], "
            + $"may_skip: true, call: {{url: \"{outside.Url}slow\", body: {{versions: \"{{versions}}\"}}, expect: {{status: 200}}}}}}\n";
        var text = shown
            .GetProperty("text")
            .GetString()!
            .Replace("version: 1\ntitle", "version: 2\ntitle", StringComparison.Ordinal)
            .Replace("  - {id: contain,", $"{step}  - {{id: contain,", StringComparison.Ordinal);
        var proposed = await DoAsync(_risk, "/api/v1/playbooks", new { playbook = text, reason = "The gateway can slow down" });
        var (second, _) = await EmployAsync("rolf.other", Roles.RiskOfficer);
        await DoAsync(
            second,
            $"/api/v1/playbooks/versions/{proposed.GetProperty("id").GetString()}/approve",
            new { sha256 = proposed.GetProperty("sha256").GetString() },
            ("X-Reauthentication", await second.ProofAsync())
        );
        var administrator = await ComeAsync(_bank.Administrator);
        await DoAsync(
            administrator,
            "/api/v1/integrations",
            new
            {
                name = "Event hub",
                address = $"{outside.Url}hook",
                format = "structured",
            },
            ("X-Reauthentication", await administrator.ProofAsync())
        );
    }

    /// <summary>Approved on a good window and deployed; then someone asks for staging too, which one of two has signed.</summary>
    private async Task<string> PutInProductionAsync()
    {
        await AdoptAsync(Policy("1", ""));
        await AdoptAsync(
            """
            apiVersion: governance/v1
            kind: ModelPolicy
            metadata: {name: staging, version: "1"}
            spec:
              appliesTo: {stages: [staging]}
              mode: enforce
              rules:
                - {id: ART-01, type: artifact_digest, severity: high, params: {}}
              approvals:
                roles: [{role: security}, {role: owner}]
              onError: fail
            """
        );
        await _bank.RegisterModelAsync();
        await _bank.RegisterVersionAsync(Version);
        await _bank.UploadWindowsAsync(Version, windows: 1);
        var promotion = await _bank.RequestAsync(Version);
        await _bank.SignAllAsync(promotion);
        await _bank.DeployAsync(Version, promotion);
        var engineer = await ComeAsync(_bank.Engineer);
        var asked = await DoAsync(
            engineer,
            $"/api/v1/models/{_bank.Model}/versions/{Version}/promotions",
            new { to = "staging", reason = "To be tried with the new front end" }
        );
        var id = asked.GetProperty("id").GetString()!;
        await _bank.SignAsync(id, _bank.Security, "security");
        return id;
    }

    private async Task UploadAsync(Func<IReadOnlyList<WindowFile>, WindowFile> which, TimeSpan later = default)
    {
        using var windows = await WindowFiles.SplitAsync(Repository.Sample("credit", "predictions.csv.gz"), Version, Ct, later);
        var page = new MonitoringPage(_owner);
        await page.OpenAsync(_bank.Model);
        await page.UploadAsync(which(windows.Files).Path, "Current");
    }

    private async Task<string> PermitAsync()
    {
        var (_, version) = await _owner.CallAsync("GET", $"/api/v1/models/{_bank.Model}/versions/{Version}");
        var permit = await DoAsync(
            _owner,
            "/api/v1/permits",
            new
            {
                model = _bank.Model,
                version = Version,
                stage = "production",
                sha256 = version.GetProperty("artifact").GetProperty("sha256").GetString(),
            }
        );
        return permit.GetProperty("id").GetString()!;
    }

    private async Task SeeThatItIsShutAsync(string permit)
    {
        var (_, now) = await _owner.CallAsync("GET", $"/api/v1/permits/{permit}");
        Assert.Equal("revoked", now.GetProperty("state").GetString());
        var (_, gate) = await _owner.CallAsync("GET", $"/api/v1/gates/deploy?model={_bank.Model}&version={Version}&stage=production");
        Assert.False(gate.GetProperty("allow").GetBoolean());
        Assert.Contains(
            gate.GetProperty("reasons").EnumerateArray(),
            r => r.GetProperty("message").GetString()!.Contains("income_monthly", StringComparison.Ordinal)
        );
    }

    private async Task SeeWhySignaturesAreVoidAsync(string promotion)
    {
        var page = new ApprovalPage(_owner);
        await page.OpenAsync(promotion);
        await Expect(page.SignOffs).ToContainTextAsync("The measured drift changed");
        Assert.Empty(await Accessibility.FindingsAsync(_owner.Page));
    }

    private async Task<string> AlertAsync(string state)
    {
        var (_, alerts) = await _owner.CallAsync("GET", $"/api/v1/alerts?model={_bank.Model}&state={state}");
        return Assert
            .Single(alerts.GetProperty("items").EnumerateArray(), a => a.GetProperty("rule").GetString() == "out-of-policy")
            .GetProperty("id")
            .GetString()!;
    }

    private async Task SeeTheLogAsync(string staging)
    {
        await using var db = await Factory.Databases.CreateDbContextAsync(Ct);
        var log = await db.Set<AuditEntry>().Where(e => !e.Refused).OrderBy(e => e.Index).ToListAsync(Ct);
        var at = -1;
        foreach (var step in s_steps)
        {
            var next = log.FindIndex(at + 1, e => e.Action == step);
            Assert.True(next > at, $"{step} is not in the log after {(at < 0 ? "its beginning" : log[at].Action)}.");
            at = next;
        }

        Assert.Equal(staging, Assert.Single(log, e => e.Action == "promotion.voided").Subject);
        Assert.Contains(
            "\"member\":\"monitoring.drift\"",
            Encoding.UTF8.GetString(log.Single(e => e.Action == "promotion.voided").Leaf),
            StringComparison.Ordinal
        );
    }

    // Before anyone approves it, who decides sees what it would put out of policy.
    private async Task SeeWhatAStricterPolicyWouldBreakAsync()
    {
        const string stricter =
            "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.99}}\n";
        var proposed = await DoAsync(
            _risk,
            "/api/v1/policies",
            new { policy = Policy("2", stricter), reason = "Agreed with the supervisor" }
        );
        await new PolicyPages(_risk).OpenChangeAsync(proposed.GetProperty("proposal").GetProperty("id").GetString()!);
        var breaks = new PolicyPages(_risk).Region("Deployments");
        await Expect(breaks).ToContainTextAsync("Would go out of policy: 1 deployment");
        await Expect(breaks).ToContainTextAsync($"{_bank.Model} {Version}");
        await Expect(breaks).ToContainTextAsync("PERF-01");
        Assert.Empty(await Accessibility.FindingsAsync(_risk.Page));
    }

    private static async Task<System.Text.Json.JsonElement> DoAsync(
        Person person,
        string path,
        object body,
        params (string, string)[] headers
    )
    {
        var (status, answer) = await person.CallAsync("POST", path, body, headers);
        Assert.True(status is HttpStatusCode.Created or HttpStatusCode.OK, $"{path}: {(int)status} {answer}");
        return answer;
    }

    private async Task AdoptAsync(string text)
    {
        var outcome = await Factory.Get<ActivatePolicy>().RunAsync(Actor.Host, Encoding.UTF8.GetBytes(text), "policy.yaml", Ct);
        Assert.Null(outcome.Refusal);
    }

    private static string Policy(string version, string more) =>
        $$$"""
            apiVersion: governance/v1
            kind: ModelPolicy
            metadata: {name: in-production, version: "{{{version}}}"}
            spec:
              appliesTo: {stages: [production]}
              mode: enforce
              rules:
                - {id: DRFT-01, type: drift_limit, severity: high, params: {statistic: psi, max: 0.25}}
            {{{more}}}  continuous: {grace: 0h, then: require-review}
              onError: fail
            """;
}
