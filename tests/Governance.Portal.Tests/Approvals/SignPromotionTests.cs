using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Approvals;

/// <param name="shared">A scene for the cases that look at a version of their own only.</param>
public sealed class SignPromotionTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Sign_ThreePeople_ApprovesAndLogsEveryStep(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var id = await scene.RequestAsync();

        await scene.SignAllAsync(id);

        var view = await scene.ReadAsync(id);
        Assert.Equal(PromotionState.Approved, view.State);
        Assert.Equal(
            ["promotion.requested", "gate.evaluated", "promotion.signed", "promotion.signed", "promotion.signed", "promotion.approved"],
            view.History.Select(h => h.Action)
        );
        var signed = (await scene.LogAsync("promotion.signed"))[0];
        Assert.Equal("Security", (string?)signed["actorName"]);
        Assert.Equal("SecurityReviewer", (string?)signed["role"]);
        Assert.Equal(view.BundleDigest, (string?)signed["data"]!["bundleDigest"]);
        Assert.All(view.SignOffs, s => Assert.NotNull(s.LogIndex));
        Assert.Equal(
            view.History.Where(h => h.Action == "promotion.signed").Select(h => (long?)h.LogIndex),
            view.SignOffs.Select(s => s.LogIndex)
        );
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Sign_TwoAtOnceOneOfThemLast_NoneIsLostAndItIsApprovedOnce(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        Assert.True((await scene.SignAsync(id, scene.Owner, "owner")).IsDone);
        var digest = (await scene.ReadAsync(id)).BundleDigest;
        var (security, legal) = (await scene.ProofAsync(scene.Security), await scene.ProofAsync(scene.Legal));

        var outcomes = await Task.WhenAll(
            Task.Run(() => scene.SignAsync(id, scene.Security, "security", digest: digest, proof: security)),
            Task.Run(() => scene.SignAsync(id, scene.Legal, "legal", digest: digest, proof: legal))
        );

        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.Equal(RefusalKind.Conflict, o.Refusal!.Kind));
        var view = await scene.ReadAsync(id);
        Assert.Equal(1 + outcomes.Count(o => o.IsDone), view.SignOffs.Count);
        Assert.Equal(outcomes.All(o => o.IsDone) ? 1 : 0, (await scene.LogAsync("promotion.approved")).Count);
        Assert.Contains(outcomes, o => o.IsDone);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Sign_OnePersonClickingTwiceAtOnce_CountsOnce(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        var digest = (await scene.ReadAsync(id)).BundleDigest;
        var proofs = new[] { await scene.ProofAsync(scene.Legal), await scene.ProofAsync(scene.Legal) };

        var outcomes = await Task.WhenAll(
            proofs.Select(proof => Task.Run(() => scene.SignAsync(id, scene.Legal, "legal", digest: digest, proof: proof)))
        );

        Assert.Single(outcomes, o => o.IsDone);
        Assert.Equal(RefusalKind.Conflict, outcomes.Single(o => !o.IsDone).Refusal!.Kind);
        Assert.Single((await scene.ReadAsync(id)).SignOffs);
    }

    [Fact]
    public async Task Sign_WithTheSameProofTwice_IsRefusedTheSecondTime()
    {
        var scene = await OneAsync();
        var id = await scene.RequestAsync(await scene.NewVersionAsync());
        var proof = await scene.ProofAsync(scene.Legal);

        var first = await scene.SignAsync(id, scene.Legal, "legal", "reject", comment: "", proof: proof);
        var second = await scene.SignAsync(id, scene.Legal, "legal", "approve", proof: proof);

        Assert.Equal("signoff.words-missing", first.Refusal?.Code);
        Assert.Equal("signoff.proof-not-valid", second.Refusal?.Code);
        Assert.Equal(RefusalKind.Unauthenticated, second.Refusal?.Kind);
    }

    [Fact]
    public async Task Sign_WithAProofBoundToAnotherDecision_IsRefused()
    {
        var scene = await OneAsync();
        var id = await scene.RequestAsync(await scene.NewVersionAsync());
        var digest = (await scene.ReadAsync(id)).BundleDigest;
        var forRejecting = await scene.ProofAsync(
            scene.Legal,
            Portal.Kernel.Identity.ReauthenticationService.Binding(id, SignOffRole.Legal, SignOffDecision.Reject, digest)
        );

        Assert.Equal("signoff.proof-not-valid", (await scene.SignAsync(id, scene.Legal, "legal", proof: forRejecting)).Refusal?.Code);
    }

    [Fact]
    public async Task Sign_AfterFiveMinutes_NeedsAnotherProof()
    {
        var scene = await OneAsync();
        var id = await scene.RequestAsync(await scene.NewVersionAsync());
        var proof = await scene.ProofAsync(scene.Legal);
        scene.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("signoff.proof-not-valid", (await scene.SignAsync(id, scene.Legal, "legal", proof: proof)).Refusal?.Code);
    }

    [Fact]
    public async Task Sign_ByTheRequester_IsForbiddenAndAudited()
    {
        var scene = await OneAsync();
        var id = await scene.RequestAsync(await scene.NewVersionAsync());

        var outcome = await scene.SignAsync(id, scene.Engineer, "security");

        Assert.Equal(RefusalKind.Forbidden, outcome.Refusal?.Kind);
        var entry = Assert.Single(await scene.LogAsync("promotion.signed", id.ToString()));
        Assert.Equal("refused", (string?)entry["outcome"]);
        Assert.Equal(outcome.Refusal!.Code, (string?)entry["data"]!["code"]);
        Assert.Equal(scene.Engineer.Id, (string?)entry["actor"]);
    }

    [Fact]
    public async Task Sign_ByWhomeverOwnsTheKeyThatRequested_IsForbidden()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var client = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, "registry:write");
        var answer = await client.PostAsync(
            $"/api/v1/models/{ApprovalsScene.ModelName}/versions/1.4.0/promotions",
            new StringContent("""{"to":"production","reason":"From the pipeline"}""", System.Text.Encoding.UTF8, "application/json"),
            ApprovalsScene.Ct
        );
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);

        var outcome = await scene.SignAsync(new PromotionId(1), scene.Owner, "owner");

        Assert.Equal("promotion.requester-cannot-sign", outcome.Refusal?.Code);
    }

    [Fact]
    public async Task Sign_RoleTakenAwaySinceThePageWasLoaded_IsForbiddenAndAudited()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var proof = await scene.ProofAsync(scene.Legal);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct))
        {
            db.UserRoles.RemoveRange(
                await db.UserRoles.Where(r => r.UserId == scene.Legal.User!.Value.Number).ToListAsync(ApprovalsScene.Ct)
            );
            db.Note();
            await db.SaveChangesAsync(ApprovalsScene.Ct);
        }

        var outcome = await scene.SignAsync(id, scene.Legal, "legal", proof: proof);

        Assert.Equal("identity.role-taken", outcome.Refusal?.Code);
        Assert.Equal("identity.role-taken", (string?)Assert.Single(await scene.LogAsync("promotion.signed"))["data"]!["code"]);
        Assert.Empty((await scene.ReadAsync(id)).SignOffs);
    }

    [Fact]
    public async Task Sign_EveryRefusal_LeavesAnEntryAndNothingElse()
    {
        var scene = await OneAsync();
        var id = await scene.RequestAsync(await scene.NewVersionAsync());
        string?[] codes =
        [
            (await scene.SignAsync(id, scene.Legal, "legal", proof: "not-a-proof")).Refusal?.Code,
            (await scene.SignAsync(id, scene.Legal, "notary")).Refusal?.Code,
            (await scene.SignAsync(id, scene.Legal, "legal", "maybe")).Refusal?.Code,
            (await scene.SignAsync(id, scene.Legal, "security")).Refusal?.Code,
            (await scene.SignAsync(id, scene.Legal, "legal", digest: new string('0', 64))).Refusal?.Code,
            (await scene.SignAsync(id, scene.Legal, "legal", "approve-with-condition")).Refusal?.Code,
        ];

        Assert.Equal<string?[]>(
            [
                "signoff.proof-not-valid",
                "signoff.role-unknown",
                "signoff.decision-unknown",
                "promotion.role-not-in-force",
                "promotion.bundle-changed",
                "signoff.words-missing",
            ],
            codes
        );
        var entries = await scene.LogAsync("promotion.signed", id.ToString());
        Assert.Equal(codes, entries.Select(e => (string?)e["data"]!["code"]));
        Assert.All(entries, e => Assert.Equal("refused", (string?)e["outcome"]));
        Assert.Empty((await scene.ReadAsync(id)).SignOffs);
    }

    [Fact]
    public async Task Sign_AnUnknownPromotion_IsNotFound()
    {
        var scene = await OneAsync();

        var outcome = await scene.SignAsync(new PromotionId(404), scene.Legal, "legal", digest: "");

        Assert.Equal("promotion.not-found", outcome.Refusal?.Code);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Evidence_AddedAfterASignature_VoidsItAndNamesTheMember(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        await scene.SignAllAsync(id);
        var before = await scene.ReadAsync(id);

        await scene.AddEvidenceAsync("1.4.0", EvidenceKind.Validation);

        var after = await scene.ReadAsync(id);
        Assert.Equal(PromotionState.Open, after.State);
        Assert.NotEqual(before.BundleDigest, after.BundleDigest);
        Assert.All(after.SignOffs, s => Assert.Equal((SignOffStatus.Void, "evidence"), (s.Status, s.VoidReason)));
        var voided = Assert.Single(await scene.LogAsync("promotion.voided", id.ToString()));
        Assert.Equal("evidence", (string?)voided["data"]!["member"]);
        Assert.Equal(before.BundleDigest, (string?)voided["data"]!["before"]);
        Assert.Equal(after.BundleDigest, (string?)voided["data"]!["after"]);
        Assert.True((bool?)voided["data"]!["reopened"]);
        Assert.Equal(
            "promotion.bundle-changed",
            (await scene.SignAsync(id, scene.Legal, "legal", digest: before.BundleDigest)).Refusal?.Code
        );
        Assert.True((await scene.SignAsync(id, scene.Legal, "legal")).IsDone);
    }

    [Fact]
    public async Task Evidence_OfAnotherVersion_ChangesNothing()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync("1.5.0");
        var id = await scene.RequestAsync();
        await scene.SignAllAsync(id);

        await scene.AddEvidenceAsync("1.5.0", EvidenceKind.Validation);

        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(id)).State);
    }

    [Fact]
    public async Task Sign_AFactChangedBehindTheBinder_IsFoundAtSigning()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        Assert.True((await scene.SignAsync(id, scene.Security, "security")).IsDone);
        var shown = (await scene.ReadAsync(id)).BundleDigest;
        await scene.DoAsync(
            "evidence.added",
            "EVD-0900",
            context =>
            {
                context.Db.Evidence.Add(
                    new Evidence
                    {
                        Id = new EvidenceId(900),
                        Model = ApprovalsScene.ModelName,
                        Version = "1.4.0",
                        Kind = EvidenceKind.Other,
                        Sha256 = new string('e', 64),
                        ProducedAt = context.Now,
                    }
                );
                return Task.CompletedTask;
            }
        );

        var outcome = await scene.SignAsync(id, scene.Legal, "legal", digest: shown);

        Assert.Equal("promotion.bundle-changed", outcome.Refusal?.Code);
        var view = await scene.ReadAsync(id);
        Assert.NotEqual(shown, view.BundleDigest);
        Assert.Equal(SignOffStatus.Void, Assert.Single(view.SignOffs).Status);
    }

    [Fact]
    public async Task Revoke_AnApproval_ReopensItAndShutsTheGate()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene.SignAllAsync(id);
        var mine = (await scene.ReadAsync(id)).SignOffs.Single(s => s.Role is SignOffRole.Legal).Id;
        var revoke = scene.Get<RevokeSignOff>();

        var byAnother = await revoke.RunAsync(
            scene.Security,
            new(id, mine, "Not mine", await scene.ProofAsync(scene.Security)),
            ApprovalsScene.Ct
        );
        var withoutProof = await revoke.RunAsync(scene.Legal, new(id, mine, "Wrong test set", null), ApprovalsScene.Ct);
        var outcome = await revoke.RunAsync(
            scene.Legal,
            new(id, mine, "Wrong test set", await scene.ProofAsync(scene.Legal)),
            ApprovalsScene.Ct
        );

        Assert.Equal("signoff.not-yours", byAnother.Refusal?.Code);
        Assert.Equal("signoff.proof-not-valid", withoutProof.Refusal?.Code);
        Assert.True(outcome.IsDone);
        var view = await scene.ReadAsync(id);
        Assert.Equal(PromotionState.Open, view.State);
        Assert.Equal("Wrong test set", view.SignOffs.Single(s => s.Id == mine).VoidReason);
        Assert.Equal(["refused", "refused", "done"], (await scene.LogAsync("promotion.revoked")).Select(e => (string?)e["outcome"]));
        Assert.DoesNotContain("Wrong test set", (await scene.LogAsync("promotion.revoked"))[2].ToJsonString(), StringComparison.Ordinal);
        Assert.True((await scene.SignAsync(id, scene.Legal, "legal")).IsDone);
        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(id)).State);
    }

    [Theory]
    [InlineData(0, 1, null)]
    [InlineData(2, 1, "signoff.soon-after-reset")]
    [InlineData(2, 3, null)]
    [InlineData(72, 48, "signoff.soon-after-reset")]
    public async Task Sign_SoonAfterAPasswordReset_WaitsAsLongAsThePolicySays(int policy, int hours, string? refusal)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy(
                        "1",
                        "    - {id: PERF-01, type: artifact_digest, severity: low}",
                        $"  approvals: {{soonAfterResetHours: {policy}}}"
                    )
                )
            ).IsDone
        );
        scene.Clock.Advance(TimeSpan.FromHours(1)); // no one vouched for them since
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct))
        {
            (await db.Users.SingleAsync(u => u.Id == scene.Legal.User!.Value.Number, ApprovalsScene.Ct)).PasswordResetAt =
                scene.Clock.GetUtcNow();
            db.Note();
            await db.SaveChangesAsync(ApprovalsScene.Ct);
        }

        scene.Clock.Advance(TimeSpan.FromHours(hours));
        var id = await scene.RequestAsync();

        Assert.Equal(refusal, (await scene.SignAsync(id, scene.Legal, "legal")).Refusal?.Code);
        Assert.Equal(refusal is null, (await scene.ReadAsync(id)).SignOffs.Any(s => s.SoonAfterReset));
    }

    [Fact]
    public async Task Sign_SoonAfterAPasswordReset_IsMarked()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        scene.Clock.Advance(TimeSpan.FromHours(1));
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct))
        {
            (await db.Users.SingleAsync(u => u.Id == scene.Legal.User!.Value.Number, ApprovalsScene.Ct)).PasswordResetAt =
                scene.Clock.GetUtcNow();
            db.Note();
            await db.SaveChangesAsync(ApprovalsScene.Ct);
        }

        // No one vouches for the person who sits there now.
        Assert.Equal("signoff.soon-after-reset", (await scene.SignAsync(id, scene.Legal, "legal")).Refusal?.Code);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct))
        {
            var host = new Access { Actor = Actor.Host, PrintedName = "Host operator" };
            await Governance.Data.Identity.AccessGivers.GiveAsync(
                db,
                scene.Legal.User!.Value,
                Roles.LegalReviewer,
                host,
                scene.Clock.GetUtcNow(),
                ApprovalsScene.Ct
            );
            db.Note();
            await db.SaveChangesAsync(ApprovalsScene.Ct);
        }

        await scene.SignAsync(id, scene.Legal, "legal");

        Assert.True(Assert.Single((await scene.ReadAsync(id)).SignOffs).SoonAfterReset);
        Assert.Contains((await scene.ReadAsync(id)).History, h => h.Detail.Contains("password reset", StringComparison.Ordinal));
    }

    private Task<ApprovalsScene> OneAsync() => shared.GetAsync(() => ApprovalsScene.CreateAsync());
}
