using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Approvals;

/// <summary>Several requests, one entry of the password, as many signatures.</summary>
/// <param name="shared">A scene for the cases that look at versions of their own only.</param>
public sealed class SignBatchTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static readonly string[] s_versions = ["1.4.0", "1.5.0", "1.6.0"];

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Batch_OfThreeOfWhichOneBecameStale_SignsTheOthersAndSaysWhy(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var ids = await RequestAsync(scene);
        var batch = await DecideAsync(scene, ids, SignOffDecision.Approve, SignOffDecision.Approve, SignOffDecision.RequestChanges);
        await scene.AddEvidenceAsync("1.5.0", EvidenceKind.Fairness);

        var outcomes = await SignAsync(scene, batch);

        Assert.Equal([true, false, true], outcomes.Select(o => o.Signed is not null));
        Assert.Equal("promotion.bundle-changed", outcomes[1].Refusal?.Code);
        Assert.Empty((await scene.ReadAsync(ids[1])).SignOffs);
        Assert.Equal(SignOffStatus.ChangesRequested, (await scene.ReadAsync(ids[2])).SignOffs.Single().Status);
        var confirmed = Assert.Single(await scene.LogAsync(Reauthentication.BatchConfirmed));
        Assert.Equal((batch.Sha256, 3), ((string?)confirmed["data"]!["batchSha256"], (int)confirmed["data"]!["count"]!));
        Assert.Equal(ids.Select(i => i.ToString()), confirmed["data"]!["decisions"]!.AsArray().Select(d => (string?)d!["promotion"]));
        Assert.Single(await scene.LogAsync("session.reauthenticated"));
    }

    [Fact]
    public async Task Batch_EachStatementAndEntry_NamesTheListAndItsPlace()
    {
        var scene = await OneAsync();
        var ids = await RequestNewAsync(scene);
        var batch = await DecideAsync(scene, ids, SignOffDecision.Approve, SignOffDecision.Approve, SignOffDecision.Approve);

        var outcomes = await SignAsync(scene, batch);

        Assert.All(outcomes, o => Assert.NotNull(o.Signed));
        for (var at = 0; at < ids.Length; at++)
        {
            var entry = Assert.Single(await scene.LogAsync("promotion.signed", ids[at].ToString()));
            Assert.Equal((batch.Sha256, at + 1, 3), Place(entry["data"]!["batch"]!));
            var stored = (await scene.Get<SignOffStatements>().FindAsync(ids[at], outcomes[at].Signed!.SignOff, ApprovalsScene.Ct)).Value;
            var statement = System.Text.Json.Nodes.JsonNode.Parse(DsseEnvelope.Parse(stored.Envelope)!.Payload)!;
            Assert.Equal((batch.Sha256, at + 1, 3), Place(statement["predicate"]!["batch"]!));
            Assert.Equal(batch.Decisions[at].BundleDigest, (string?)statement["subject"]![0]!["digest"]!["sha256"]);
        }
    }

    [Fact]
    public async Task Decision_ByItself_NamesNoBatch()
    {
        var scene = await OneAsync();
        var id = await scene.RequestAsync(await scene.NewVersionAsync());

        Assert.True((await scene.SignAsync(id, scene.Legal, "legal")).IsDone);

        Assert.Null(Assert.Single(await scene.LogAsync("promotion.signed", id.ToString()))["data"]!["batch"]);
    }

    [Fact]
    public async Task Proof_OfABatch_ServesItsOwnPlaceOnceAndNothingElse()
    {
        var scene = await OneAsync();
        var ids = await RequestNewAsync(scene);
        var batch = await DecideAsync(scene, ids, SignOffDecision.Approve, SignOffDecision.Approve, SignOffDecision.Approve);
        var proofs = (
            await scene
                .Get<Reauthentication>()
                .RunBatchAsync(scene.Legal, new(PortalFactory.Password, null, null), batch, ApprovalsScene.Ct)
        ).Value;
        var other = (
            await scene
                .Get<Reauthentication>()
                .RunBatchAsync(scene.Legal, new(PortalFactory.Password, null, null), batch, ApprovalsScene.Ct)
        ).Value;

        Assert.Equal("signoff.proof-not-valid", (await PresentAsync(scene, batch, 0, proofs[1].Text)).Refusal?.Code); // of another place
        Assert.Equal("signoff.proof-not-valid", (await PresentAsync(scene, batch, 1, proofs[1].Text)).Refusal?.Code); // used up by that
        // Outside the batch.
        Assert.Equal("signoff.proof-not-valid", (await PresentAsync(scene, batch, 2, other[2].Text, alone: true)).Refusal?.Code);
        // Another decision.
        Assert.Equal("signoff.proof-not-valid", (await PresentAsync(scene, batch, 0, proofs[0].Text, decision: "reject")).Refusal?.Code);
        Assert.True((await PresentAsync(scene, batch, 2, proofs[2].Text)).IsDone);
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("signoff.proof-not-valid", (await PresentAsync(scene, batch, 0, other[0].Text)).Refusal?.Code); // too late
    }

    [Fact]
    public async Task Proof_ForOneDecision_ServesNoPlaceOfABatch()
    {
        var scene = await OneAsync();
        var ids = await RequestNewAsync(scene);
        var batch = await DecideAsync(scene, ids, SignOffDecision.Approve, SignOffDecision.Approve, SignOffDecision.Approve);
        var one = batch.Decisions[0];
        var proof = await scene.ProofAsync(
            scene.Legal,
            ReauthenticationService.Binding(one.Promotion, one.Role, one.Decision, one.BundleDigest)
        );

        Assert.Equal("signoff.proof-not-valid", (await PresentAsync(scene, batch, 0, proof)).Refusal?.Code);
    }

    [Fact]
    public async Task Batch_WithAWrongPassword_SignsNothing()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var ids = await RequestAsync(scene);
        var batch = await DecideAsync(scene, ids, SignOffDecision.Approve, SignOffDecision.Approve, SignOffDecision.Reject);

        var outcome = await scene.Get<SignBatch>().RunAsync(scene.Legal, batch, new("not the password", null, null), ApprovalsScene.Ct);

        Assert.Equal("session.reauthentication-refused", outcome.Refusal?.Code);
        Assert.Empty(await scene.LogAsync(Reauthentication.BatchConfirmed));
        Assert.Empty(await scene.LogAsync("promotion.signed"));
    }

    [Fact]
    public async Task Batch_OfSomebodyWhoMayNotSign_IsRefusedForEachAndAudited()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var ids = await RequestAsync(scene);
        var batch = await DecideAsync(scene, ids, SignOffDecision.Approve, SignOffDecision.Approve, SignOffDecision.Approve);

        var outcomes = (
            await scene.Get<SignBatch>().RunAsync(scene.Engineer, batch, new(PortalFactory.Password, null, null), ApprovalsScene.Ct)
        ).Value;

        Assert.All(outcomes, o => Assert.Equal(RefusalKind.Forbidden, o.Refusal?.Kind));
        Assert.All(await scene.LogAsync("promotion.signed"), entry => Assert.Equal("refused", (string?)entry["outcome"]));
    }

    [Fact]
    public async Task Batch_OverTheKeyOfAPipeline_IsRefused()
    {
        var scene = await OneAsync();
        var ids = await RequestNewAsync(scene);
        var batch = await DecideAsync(scene, ids, SignOffDecision.Approve, SignOffDecision.Approve, SignOffDecision.Approve);

        Assert.False(
            (await scene.Get<SignBatch>().RunAsync(Actor.Host, batch, new(PortalFactory.Password, null, null), ApprovalsScene.Ct)).IsDone
        );
    }

    [Fact]
    public async Task Rows_AreOnlyThoseWhoseSlotThePersonMaySignNow()
    {
        var scene = await OneAsync();
        var ids = await RequestNewAsync(scene);
        Assert.True((await scene.SignAsync(ids[1], scene.Legal, "legal")).IsDone);

        Assert.Equal(
            [ids[2], ids[0]],
            (await scene.Get<GetBatch>().RowsAsync(scene.Legal, [ids[2], ids[1], ids[0], new PromotionId(99)], ApprovalsScene.Ct)).Select(
                r => r.Promotion
            )
        );
        Assert.Empty(await scene.Get<GetBatch>().RowsAsync(scene.Engineer, ids, ApprovalsScene.Ct));
    }

    private static (string?, int, int) Place(System.Text.Json.Nodes.JsonNode place) =>
        ((string?)place["sha256"], (int)place["position"]!, (int)place["count"]!);

    private Task<ApprovalsScene> OneAsync() => shared.GetAsync(() => ApprovalsScene.CreateAsync());

    private static async Task<PromotionId[]> RequestNewAsync(ApprovalsScene scene)
    {
        var ids = new List<PromotionId>();
        while (ids.Count < s_versions.Length)
        {
            ids.Add(await scene.RequestAsync(await scene.NewVersionAsync()));
        }

        return [.. ids];
    }

    private static async Task<PromotionId[]> RequestAsync(ApprovalsScene scene)
    {
        var ids = new List<PromotionId>();
        foreach (var version in s_versions)
        {
            if (version != s_versions[0])
            {
                await scene.RegisterVersionAsync(version);
            }

            ids.Add(await scene.RequestAsync(version));
        }

        return [.. ids];
    }

    private static async Task<SignOffBatch> DecideAsync(ApprovalsScene scene, PromotionId[] ids, params SignOffDecision[] decisions)
    {
        var review = BatchReview.Start(ids).Value;
        foreach (var (id, decision) in ids.Zip(decisions))
        {
            var digest = (await scene.ReadAsync(id)).BundleDigest;
            Assert.True(review.Look(id, SignOffRole.Legal, null, digest, blocked: false, scene.Clock.GetUtcNow()).IsDone);
            Assert.Null(review.Decide(id, decision, "Looked at it together with the others", null));
        }

        return review.Confirm().Value;
    }

    private static async Task<IReadOnlyList<BatchOutcome>> SignAsync(ApprovalsScene scene, SignOffBatch batch)
    {
        var outcome = await scene.Get<SignBatch>().RunAsync(scene.Legal, batch, new(PortalFactory.Password, null, null), ApprovalsScene.Ct);
        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        return outcome.Value;
    }

    private static Task<Result<Signed>> PresentAsync(
        ApprovalsScene scene,
        SignOffBatch batch,
        int at,
        string proof,
        bool alone = false,
        string? decision = null
    )
    {
        var one = batch.Decisions[at];
        return scene
            .Get<SignPromotion>()
            .RunAsync(
                scene.Legal,
                new(one.Promotion, WireName.Of(one.Role), decision ?? WireName.Of(one.Decision), one.Comment, null, one.BundleDigest, proof)
                {
                    Batch = alone ? null : batch.PlaceOf(at),
                },
                ApprovalsScene.Ct
            );
    }
}
