using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Overrides;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Approvals;

/// <summary>Decisions at the same instant, on real databases with real threads, some times over in every run and many in full.</summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class QuorumRaceTests
{
    private static readonly int s_rounds = Soak.Size(6, 100);

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task TwoLastApprovals_AreBothTaken_AndExactlyOneCompletesTheQuorum(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        for (var round = 0; round < s_rounds; round++)
        {
            var version = $"2.{round}.0";
            await scene.RegisterVersionAsync(version);
            var id = await scene.RequestAsync(version);
            Assert.True((await scene.SignAsync(id, scene.Owner, "owner")).IsDone);
            var digest = (await scene.ReadAsync(id)).BundleDigest;
            var (security, legal) = (await scene.ProofAsync(scene.Security), await scene.ProofAsync(scene.Legal));

            var outcomes = await AtOnceAsync(
                () => scene.SignAsync(id, scene.Security, "security", digest: digest, proof: security),
                () => scene.SignAsync(id, scene.Legal, "legal", digest: digest, proof: legal)
            );

            Assert.All(outcomes, o => Assert.True(o.IsDone, $"Round {round}: {o.Refusal?.Message}"));
            Assert.Single(outcomes, o => o.Value.State is PromotionState.Approved);
            Assert.Single(outcomes, o => o.Value.State is PromotionState.Open);
            Assert.Single(await scene.LogAsync("promotion.approved", id.ToString()));
            Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(id)).State);
        }

        await AssertGaplessAsync(scene);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task AnApprovalAndARejection_AtOnce_LeaveOneOutcome(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        for (var round = 0; round < s_rounds / 2; round++)
        {
            var version = $"2.{round}.0";
            await scene.RegisterVersionAsync(version);
            var id = await scene.RequestAsync(version);
            Assert.True((await scene.SignAsync(id, scene.Owner, "owner")).IsDone);
            Assert.True((await scene.SignAsync(id, scene.Security, "security")).IsDone);
            var other = await scene.PersonAsync($"legal{round}@test.example", Roles.LegalReviewer);
            var digest = (await scene.ReadAsync(id)).BundleDigest;
            var (yes, no) = (await scene.ProofAsync(scene.Legal), await scene.ProofAsync(other));

            var outcomes = await AtOnceAsync(
                () => scene.SignAsync(id, scene.Legal, "legal", digest: digest, proof: yes),
                () => scene.SignAsync(id, other, "legal", "reject", "No", digest: digest, proof: no)
            );

            var taken = Assert.Single(outcomes, o => o.IsDone);
            Assert.Equal(RefusalKind.Conflict, outcomes.Single(o => !o.IsDone).Refusal!.Kind);
            var view = await scene.ReadAsync(id);
            Assert.Equal(taken.Value.State, view.State);
            Assert.Equal(3, view.SignOffs.Count);
            Assert.Equal(
                1,
                (await scene.LogAsync("promotion.approved", id.ToString())).Count
                    + (await scene.LogAsync("promotion.rejected", id.ToString())).Count
            );
        }

        await AssertGaplessAsync(scene);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task TwoSecondConfirmationsOfAnOverride_AtOnce_PutItInForceOnce(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(
            kind,
            configure: portal => portal.Settings["Approvals:OverridesPerMonth"] = "100"
        );
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var reviewer = await scene.PersonAsync("risk2@test.example", Roles.RiskOfficer);
        var other = await scene.PersonAsync("security2@test.example", Roles.SecurityReviewer);
        for (var round = 0; round < s_rounds / 2; round++)
        {
            var version = $"2.{round}.0";
            await scene.RegisterVersionAsync(version);
            var id = await scene.RequestAsync(version);
            var digest = (await scene.ReadAsync(id)).BundleDigest;
            async Task<Result<OverrideId>> ConfirmAsync(Actor actor, bool first, string proof) =>
                await scene.Get<ConfirmOverride>().RunAsync(actor, new(id, first, "Fraud wave", null, digest, proof), ApprovalsScene.Ct);
            Assert.True((await ConfirmAsync(risk, true, await scene.ProofAsync(risk))).IsDone);
            var proofs = new[] { await scene.ProofAsync(scene.Security), await scene.ProofAsync(other) };

            var outcomes = await AtOnceAsync(
                () => ConfirmAsync(scene.Security, false, proofs[0]),
                () => ConfirmAsync(other, false, proofs[1])
            );

            Assert.Single(outcomes, o => o.IsDone);
            // Same role as the one who was quicker, or nothing left to confirm: refused either way.
            Assert.Contains(outcomes.Single(o => !o.IsDone).Refusal!.Code, new[] { "override.not-waiting", "action.busy" });
            Assert.Single(
                await scene.LogAsync("override.granted", outcomes.Single(o => o.IsDone).Value.ToString()),
                e => (string?)e["outcome"] == "done"
            );
            // The model's next one waits for the review of this one.
            Assert.True(
                (
                    await scene
                        .Get<StandDownOverride>()
                        .RunAsync(scene.Security, new(id, "Over", await scene.ProofAsync(scene.Security)), ApprovalsScene.Ct)
                ).IsDone
            );
            Assert.True(
                (
                    await scene
                        .Get<ReviewOverride>()
                        .RunAsync(reviewer, new(id, "Justified", await scene.ProofAsync(reviewer)), ApprovalsScene.Ct)
                ).IsDone
            );
        }

        await AssertGaplessAsync(scene);
    }

    private static async Task<T[]> AtOnceAsync<T>(params Func<Task<T>>[] acts)
    {
        using var start = new Barrier(acts.Length);
        return await Task.WhenAll(
            acts.Select(act =>
                Task.Factory.StartNew(
                        () =>
                        {
                            start.SignalAndWait(ApprovalsScene.Ct);
                            return act();
                        },
                        ApprovalsScene.Ct,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                    .Unwrap()
            )
        );
    }

    private static async Task AssertGaplessAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        var indexes = await db.AuditEntries.OrderBy(e => e.Index).Select(e => e.Index).ToListAsync(ApprovalsScene.Ct);
        Assert.Equal(Enumerable.Range(0, indexes.Count).Select(i => (long)i), indexes);
    }
}
