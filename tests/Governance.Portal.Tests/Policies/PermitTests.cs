using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>A permit is the gate's yes for minutes; whatever shuts the gate takes it back.</summary>
public sealed class PermitTests
{
    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Approved_APipelineGetsAPermitThatVerifiesOfflineAndNotForAnotherFile(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var promotion = await scene.RequestAsync();
        var sha256 = await DigestAsync(scene);
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite, Scopes.GateRead);
        using var denied = await key.PostAsJsonAsync("/api/v1/permits", Body(sha256), ApprovalsScene.Ct);
        Assert.Equal(HttpStatusCode.Conflict, denied.StatusCode);
        Assert.Contains(
            "waiting for",
            (string)(await denied.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["errors"]!["gate"]![0]!,
            StringComparison.Ordinal
        );
        await scene.SignAllAsync(promotion);

        using var issued = await key.PostAsJsonAsync("/api/v1/permits", Body(sha256), ApprovalsScene.Ct);

        Assert.Equal(HttpStatusCode.Created, issued.StatusCode);
        var permit = (await issued.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!;
        var seal = DsseKey.FromPem(await key.GetStringAsync("/api/v1/promotions/seal", ApprovalsScene.Ct))!;
        var file = System.Text.Encoding.UTF8.GetBytes(permit["envelope"]!.ToJsonString());
        Assert.Null(
            PermitStatement.Verify(file, [seal], new(sha256, "fraud-scorer", "1.4.0", "production"), scene.Clock.GetUtcNow()).Doubt
        );
        Assert.NotNull(PermitStatement.Verify(file, [seal], new(new string('0', 64)), scene.Clock.GetUtcNow()).Doubt);
        Assert.Equal(
            (string?)permit["statementSha256"],
            (string?)Assert.Single(await scene.LogAsync("permit.issued", "PMT-0001"))["data"]!["statementSha256"]
        );
        using var tampered = await key.PostAsJsonAsync("/api/v1/permits", Body(new string('0', 64)), ApprovalsScene.Ct);
        Assert.Equal(HttpStatusCode.Conflict, tampered.StatusCode);
        scene.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("expired", (string?)(await key.GetFromJsonAsync<JsonObject>("/api/v1/permits/PMT-0001", ApprovalsScene.Ct))!["state"]);
        Assert.Equal(["Permit PMT-0001 was issued for 1.4.0", "Permit PMT-0001 for 1.4.0 expired"], await ToldAsync(scene));
    }

    // Of its permits, on the timeline of the model.
    private static async Task<IEnumerable<string>> ToldAsync(ApprovalsScene scene)
    {
        var timeline = await scene.Get<ReadTimeline>().RunAsync(scene.Legal, "fraud-scorer", 50, null, ApprovalsScene.Ct);
        return timeline.Events.Select(e => $"{e.Event.Text}").Where(t => t.StartsWith("Permit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RevokedSignature_RevokesInTheSameAction()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (promotion, permit) = await ApprovedAsync(scene);
        var view = await scene.ReadAsync(promotion);
        var legal = view.SignOffs.Single(s => s.Role is SignOffRole.Legal);

        var revoked = await scene
            .Get<RevokeSignOff>()
            .RunAsync(scene.Legal, new(promotion, legal.Id, "Second thoughts", await scene.ProofAsync(scene.Legal)), ApprovalsScene.Ct);

        Assert.True(revoked.IsDone, revoked.Refusal?.Message);
        Assert.Equal(("revoked", PermitEnd.ApprovalChanged), await StateAsync(scene, permit));
        Assert.Equal($"Permit {permit} for 1.4.0 was revoked", (await ToldAsync(scene)).Last());
    }

    [Fact]
    public async Task ChangedFacts_RevokeIt()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (_, permit) = await ApprovedAsync(scene);

        await scene.AddEvidenceAsync("1.4.0", EvidenceKind.Fairness);

        Assert.Equal(("revoked", PermitEnd.ApprovalChanged), await StateAsync(scene, permit));
        Assert.Equal(
            "approval-changed",
            (string?)Assert.Single(await scene.LogAsync("permit.revoked", permit.ToString()))["data"]!["because"]
        );
    }

    [Fact]
    public async Task AgedEvidence_ShutsIt_AndTheJobWritesItDown()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.AddEvidenceAsync("1.4.0", EvidenceKind.Validation);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy(
                        "1",
                        "    - {id: EVID-01, type: evidence_required, severity: critical, params: {kinds: [validation], maxAgeDays: 1}}"
                    )
                )
            ).IsDone
        );
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        scene.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(5));
        var permit = await IssueAsync(scene);
        Assert.Equal(("valid", null), await StateAsync(scene, permit));

        scene.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(("revoked", PermitEnd.GateShut), await StateAsync(scene, permit));
        Assert.Equal(1, await scene.Get<CheckPermits>().RunAsync(ApprovalsScene.Ct));
        Assert.Equal(0, await scene.Get<CheckPermits>().RunAsync(ApprovalsScene.Ct));
        Assert.Single(await scene.LogAsync("permit.revoked", permit.ToString()));
    }

    [Theory]
    [InlineData(0, "valid", null)]
    [InlineData(100, "revoked", PermitEnd.DriftAlert)]
    public async Task DriftAboveAPolicysLimit_RevokesIt(double shift, string state, PermitEnd? because)
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: Measurements.ByHand);
        await scene.AddEvidenceAsync("1.4.0", EvidenceKind.Drift, """{"features": [{"name": "amount", "psi": 0.01}]}""");
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: DRFT-01, type: drift_limit, severity: high, params: {statistic: psi, max: 0.2}}")
                )
            ).IsDone
        );
        var (promotion, permit) = await ApprovedAsync(scene);
        await DeployAsync(scene, promotion);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));

        await Measurements.WatchAsync(scene, "1.4.0");
        await Measurements.SendAsync(scene, "1.4.0", "2026-11-19", shift);

        Assert.Equal((state, because), await StateAsync(scene, permit));
    }

    [Fact]
    public async Task RollBack_RevokesThePermitsOfWhatIsRolledBack()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync("1.5.0");
        foreach (var version in new[] { "1.4.0", "1.5.0" })
        {
            var promotion = await scene.RequestAsync(version);
            await scene.SignAllAsync(promotion);
            var deployed = await scene
                .Get<DeployVersion>()
                .RunAsync(scene.Engineer, new("fraud-scorer", version, "eu", promotion.ToString()), ApprovalsScene.Ct);
            Assert.True(deployed.IsDone, deployed.Refusal?.Message);
        }

        var permit = await IssueAsync(scene, "1.5.0");
        var rolledBack = await scene
            .Get<RollBack>()
            .RunAsync(scene.Owner, new("fraud-scorer", "1.5.0", "1.4.0", "Worse"), ApprovalsScene.Ct);

        Assert.True(rolledBack.IsDone, rolledBack.Refusal?.Message);
        Assert.Equal(("revoked", PermitEnd.RolledBack), await StateAsync(scene, permit));
    }

    [Fact]
    public async Task WhoeverMayNotDeploy_OrNamesATag_GetsNone()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var sha256 = await DigestAsync(scene);
        var issue = scene.Get<IssuePermit>();

        Assert.Equal(
            RefusalKind.Forbidden,
            (await issue.RunAsync(scene.Legal, new("fraud-scorer", "1.4.0", "production", sha256, null, null), ApprovalsScene.Ct))
                .Refusal
                ?.Kind
        );
        Assert.Equal(
            "permit.digest-missing",
            (await issue.RunAsync(scene.Engineer, new("fraud-scorer", "1.4.0", "production", null, null, null), ApprovalsScene.Ct))
                .Refusal
                ?.Code
        );
        Assert.Equal(
            "permit.image-not-pinned",
            (
                await issue.RunAsync(
                    scene.Engineer,
                    new("fraud-scorer", "1.4.0", "production", sha256, null, "scorer:latest"),
                    ApprovalsScene.Ct
                )
            )
                .Refusal
                ?.Code
        );
        Assert.Equal(
            "permit.gate-denies",
            (await issue.RunAsync(scene.Engineer, new("none", "1", "production", sha256, null, null), ApprovalsScene.Ct)).Refusal?.Code
        );
    }

    private static object Body(string sha256) =>
        new
        {
            model = "fraud-scorer",
            version = "1.4.0",
            stage = "production",
            sha256,
        };

    private static async Task<string> DigestAsync(ApprovalsScene scene, string version = "1.4.0")
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        return await db.Versions.Where(v => v.Version == version).Select(v => v.ArtifactSha256).SingleAsync(ApprovalsScene.Ct);
    }

    private static async Task<(PromotionId Promotion, PermitId Permit)> ApprovedAsync(ApprovalsScene scene)
    {
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        return (promotion, await IssueAsync(scene));
    }

    private static async Task<PermitId> IssueAsync(ApprovalsScene scene, string version = "1.4.0")
    {
        var issued = await scene
            .Get<IssuePermit>()
            .RunAsync(
                scene.Engineer,
                new("fraud-scorer", version, "production", await DigestAsync(scene, version), null, null),
                ApprovalsScene.Ct
            );
        Assert.True(issued.IsDone, issued.Refusal?.Message);
        return issued.Value.Id;
    }

    private static async Task DeployAsync(ApprovalsScene scene, PromotionId promotion)
    {
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new("fraud-scorer", "1.4.0", "eu", promotion.ToString()), ApprovalsScene.Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
    }

    private static async Task<(string State, PermitEnd? Because)> StateAsync(ApprovalsScene scene, PermitId permit)
    {
        var view = (await scene.Get<CheckPermits>().GetAsync(permit, ApprovalsScene.Ct)).Value;
        return (view.State, view.Because);
    }
}
