using System.Diagnostics;
using System.Text;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Approvals.ModelReviews;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Operations.Incidents.Playbooks;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Incidents;
using Governance.Portal.Tests.Policies;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.Postures;

/// <summary>
/// A version that was approved on good evidence drifts: posture, gate, permits, alert, events, a playbook that calls a receiver on this
/// machine,
/// and a person's review are one story, until a newer good window ends it.
/// </summary>
public sealed class OutOfPolicyStoryTests
{
    private const string Staging = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata: {name: staging-policy, version: "1"}
        spec:
          appliesTo: {stages: [staging]}
          mode: enforce
          rules:
            - {id: ART-01, type: artifact_digest, severity: high, params: {}}
          approvals:
            roles: [{role: security}, {role: owner}]
          onError: fail
        """;

    private static readonly string s_cli = Path.GetFullPath(
        Path.Combine(
            AppContext.BaseDirectory,
            "../../../../../src/Governance.Cli/bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            "net10.0",
            "governance"
        )
    );

    [Fact]
    public async Task ADriftedWindow_ShutsTheGate_IsToldAndAnswered_AndANewerGoodOneOpensIt()
    {
        Assert.SkipUnless(File.Exists(s_cli), "Build src/Governance.Cli to run this test.");
        await using var outside = await Receiver.StartAsync();
        await using var scene = await StartAsync(outside);
        await ConnectAsync(scene, outside);
        await PlaybookTests.ApprovedAsync(scene, Playbook(outside));
        await JudgeAsync(scene);
        Assert.Equal(PostureState.In, (await NowAsync(scene)).State);
        Assert.Equal(0, (await CheckAsync(scene)).Code);
        var permit = await PermitAsync(scene);
        Assert.True(permit.IsDone, permit.Refusal?.Message);
        var signed = await BundleAsync(scene);
        // Someone wants it in staging as well, and one of two has signed.
        var asked = await AskForStagingAsync(scene);

        // The drifted window: within the minute in which the job judges what changed.
        var before = scene.Clock.GetUtcNow();
        await Measurements.SendAsync(scene, Running, "2026-11-17", shift: 100);
        await JudgeAsync(scene);
        var gone = await NowAsync(scene);
        Assert.Equal(PostureState.Out, gone.State);
        Assert.InRange(gone.Since - before, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.NotEqual("valid", (await scene.Get<CheckPermits>().GetAsync(permit.Value.Id, Ct)).Value.State);
        Assert.False((await PermitAsync(scene)).IsDone);
        var (code, said) = await CheckAsync(scene);
        Assert.Equal(1, code);
        Assert.Contains(Assert.Single(gone.Failing).Actual!, said, StringComparison.Ordinal);
        Assert.Contains("highest: amount", said, StringComparison.Ordinal);

        var alert = Assert.Single(await AlertsAsync(scene));
        Assert.Equal("test-policy/DRFT-01", alert.Field);
        var signature = Assert.Single((await scene.ReadAsync(asked)).SignOffs);
        Assert.Equal((SignOffStatus.Void, "monitoring.drift"), (signature.Status, signature.VoidReason));
        await scene.Get<DeliverEvents>().RunAsync(Ct);
        var told = await outside.TakesAsync(r => IsEvent(r) && r.Subject == gone.Id.ToString(), Ct);
        Assert.Contains("\"state\":\"out\"", told.Json.ToJsonString(), StringComparison.Ordinal);

        // People answer: an incident, whose playbook calls what serves the model, and a review.
        var incident = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await scene.Get<SendPlaybookCalls>().RunAsync(Ct);
        var called = Assert.Single(outside.Sent, r => !IsEvent(r));
        Assert.Equal($"{incident}/slow-down/1", called.Headers["idempotency-key"]);
        Assert.Equal(["fraud-scorer@1.4.0"], called.Json["versions"]!.AsArray().Select(v => (string?)v));
        var review = await scene
            .Get<RecordReview>()
            .RunAsync(
                scene.Owner,
                new(ApprovalsScene.ModelName, Running, "restrict", "Amounts below 100 EUR until the campaign is over", null)
                {
                    Answers = alert.Id.ToString(),
                },
                Ct
            );
        Assert.True(review.IsDone, review.Refusal?.Message);

        // One more that drifted says nothing new.
        await Measurements.SendAsync(scene, Running, "2026-11-18", shift: 100, seed: 3);
        await JudgeAsync(scene);
        Assert.Equal(gone.Id, (await NowAsync(scene)).Id);

        await Measurements.SendAsync(scene, Running, "2026-11-19", seed: 4);
        await JudgeAsync(scene);
        Assert.Equal(PostureState.In, (await NowAsync(scene)).State);
        Assert.Equal(AlertState.Resolved, Assert.Single(await AlertsAsync(scene)).State);
        Assert.Equal(0, (await CheckAsync(scene)).Code);
        Assert.True((await PermitAsync(scene)).IsDone);

        // Every step is in the log, in this order; what was signed for the deployment stays as it was.
        string[] steps =
        [
            "promotion.approved",
            "promotion.deployed",
            "permit.issued",
            "promotion.signed",
            "window.stored",
            "promotion.voided",
            "posture.changed",
            "alert.raised",
            "incident.opened",
            "incident.call-sent",
            "incident.call-answered",
            "model.reviewed",
            "window.stored",
            "window.stored",
            "posture.changed",
            "alert.resolved",
            "permit.issued",
        ];
        var log = (await scene.LogAsync()).Where(e => (string?)e["outcome"] != "refused").Select(e => (string?)e["action"]).ToList();
        var at = -1;
        foreach (var step in steps)
        {
            var next = log.FindIndex(at + 1, action => action == step);
            Assert.True(next > at, $"{step} is not in the log after {(at < 0 ? "its beginning" : log[at])}.");
            at = next;
        }

        Assert.Equal(["in", "out", "in"], (await scene.LogAsync("posture.changed")).Select(e => (string?)e["data"]!["state"]));
        Assert.Equal(signed, await BundleAsync(scene));
        // Of three windows one voided signatures, for the measurement that moved.
        var voided = Assert.Single(await scene.LogAsync("promotion.voided"));
        Assert.Equal((asked.ToString(), "monitoring.drift"), ((string?)voided["subject"], (string?)voided["data"]!["member"]));
        Assert.Equal([signature.Id.ToString()], voided["data"]!["signOffs"]!.AsArray().Select(id => (string?)id));
    }

    private static async Task<ApprovalsScene> StartAsync(Receiver outside)
    {
        var scene = await ApprovalsScene.CreateAsync(
            kestrel: true,
            configure: portal =>
            {
                Measurements.ByHand(portal);
                portal.Settings["Outbound:PrivateHosts:0"] = outside.Url.Authority;
                portal.Settings["Outbound:PrivateHosts:1"] = "127.0.0.1";
            }
        );
        await ActivateAsync(scene, "1", DriftLimit, "  continuous: {grace: 0h, then: block-permits}");
        var staging = await scene.ActivateAsync(Staging);
        Assert.True(staging.IsDone, staging.Refusal?.Message);
        await Measurements.WatchAsync(scene, Running);
        await Measurements.SendAsync(scene, Running, "2026-11-16");
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        await DeployAsync(scene, promotion, "eu");
        return scene;
    }

    // Events of postures go to the same receiver as the call of the playbook.
    private static async Task ConnectAsync(ApprovalsScene scene, Receiver outside)
    {
        var administrator = await scene.Portal.CreateUserAsync("admin@test.example", Roles.Administrator);
        var made = await scene
            .Get<ChangeDestination>()
            .CreateAsync(
                await scene.Portal.ProvenAsync(administrator, Roles.Administrator),
                new DestinationBody("Hub", $"{outside.Url}hook", "structured", ["posture.changed"], false, null),
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
    }

    private static string Playbook(Receiver outside) =>
        PlaybookTests
            .Next("security", $"call: {{url: \"{outside.Url}slow\", body: {{versions: \"{{versions}}\"}}, expect: {{status: 200}}}}")
            .Replace(
                "id: isolate, kind: call-out, phase: containment,",
                "id: slow-down, kind: call-out, phase: detection,",
                StringComparison.Ordinal
            )
            .Replace("needs: [contain], may_skip: true, call", "needs: [detect], may_skip: true, call", StringComparison.Ordinal);

    private static bool IsEvent(Received received) =>
        received.Headers.ContainsKey("webhook-id") && received.Json["specversion"] is not null;

    private static async Task<Result<DeploymentPermit>> PermitAsync(ApprovalsScene scene) =>
        await scene
            .Get<IssuePermit>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Running, "production", await DigestAsync(scene), null, null), Ct);

    private static async Task<string> DigestAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return (await db.Versions.AsNoTracking().SingleAsync(v => v.Version == Running, Ct)).ArtifactSha256;
    }

    private static async Task<string> BundleAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return (await db.Promotions.AsNoTracking().SingleAsync(p => p.To == Stage.Production, Ct)).BundleDigest;
    }

    private static async Task<PromotionId> AskForStagingAsync(ApprovalsScene scene)
    {
        var asked = await scene.RequestAsync(to: "staging");
        var signed = await scene.SignAsync(asked, scene.Security, "security");
        Assert.True(signed.IsDone, signed.Refusal?.Message);
        return asked;
    }

    // The command a pipeline runs, as a process of its own.
    private static async Task<(int Code, string Said)> CheckAsync(ApprovalsScene scene)
    {
        var artifact = Path.Combine(scene.Portal.Folder, "model.bin");
        await File.WriteAllTextAsync(artifact, $"model {Running} 1", Ct);
        using var key = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.GateRead, Scopes.RegistryRead);
        var start = new ProcessStartInfo(
            s_cli,
            ["gate", "check", "--model", ApprovalsScene.ModelName, "--version", Running, "--stage", "production", "--artifact", artifact]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GOVERNANCE_SERVER"] = scene.Portal.ClientOptions.BaseAddress.ToString();
        start.Environment["GOVERNANCE_API_KEY"] = key.DefaultRequestHeaders.Authorization!.Parameter;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, new StringBuilder(await output).Append(await error).ToString());
    }
}
