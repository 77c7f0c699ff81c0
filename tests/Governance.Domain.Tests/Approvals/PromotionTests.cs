using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.Approvals;

public sealed class PromotionTests
{
    [Fact]
    public void Open_ToTheStageItStandsIn_IsRefused()
    {
        var scene = new PromotionScene();
        scene.Version.MoveTo(Stage.Production, "DEP-0001", scene.Now);

        var outcome = PromotionScene.Open(scene.Version, Stage.Production, PromotionScene.Engineer, scene.Now);

        Assert.Equal("promotion.stage-not-reachable", outcome.Refusal?.Code);
        Assert.Equal(
            "promotion.stage-not-reachable",
            PromotionScene.Open(scene.Version, Stage.Development, PromotionScene.Engineer, scene.Now).Refusal?.Code
        );
    }

    [Fact]
    public void Open_OfARetiredVersion_IsRefused()
    {
        var scene = new PromotionScene();
        scene.Version.MoveTo(Stage.Retired, "APR-0001", scene.Now);

        Assert.Equal(
            "promotion.stage-not-reachable",
            PromotionScene.Open(scene.Version, Stage.Production, PromotionScene.Engineer, scene.Now).Refusal?.Code
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    public void Open_WithoutAReason_IsRefused(string reason)
    {
        var scene = new PromotionScene();

        var outcome = PromotionScene.Open(scene.Version, Stage.Staging, PromotionScene.Engineer, scene.Now, reason);

        Assert.Equal("promotion.reason-missing", outcome.Refusal?.Code);
        Assert.Contains("reason", outcome.Refusal!.Errors.Keys);
    }

    [Fact]
    public void Bind_StagingWithoutRequiredRoles_ApprovesAtOnce()
    {
        var scene = new PromotionScene(Stage.Staging);

        Assert.Equal(PromotionState.Approved, scene.Promotion.State);
        Assert.Equal(scene.Now.AddDays(14), scene.Promotion.ExpiresAt);
    }

    [Theory]
    [InlineData(GateOutcome.Fail)]
    [InlineData(GateOutcome.Error)]
    public void Bind_StagingWithAShutGate_StaysOpen(GateOutcome gate)
    {
        var scene = new PromotionScene(Stage.Staging, gate);

        Assert.Equal(PromotionState.Open, scene.Promotion.State);
        Assert.False(scene.Promotion.GatePasses);
    }

    [Fact]
    public void Sign_AllThreeSlots_ApprovesWithTheThirdOnly()
    {
        var scene = new PromotionScene();

        scene.Sign(SignOffRole.Legal);
        scene.Sign(SignOffRole.Owner);
        Assert.Equal(PromotionState.Open, scene.Promotion.State);
        scene.Sign(SignOffRole.Security);

        Assert.Equal(PromotionState.Approved, scene.Promotion.State);
        Assert.Null(scene.Promotion.RefusesDeployment(scene.Now));
    }

    [Fact]
    public void Sign_WithACondition_CountsAsApproval()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Legal);
        scene.Sign(SignOffRole.Owner);

        var signed = scene.Sign(SignOffRole.Security, decision: SignOffDecision.ApproveWithCondition, condition: "Retest in March");

        Assert.Equal(SignOffStatus.SignedWithCondition, signed.Value.Status);
        Assert.Equal(PromotionState.Approved, scene.Promotion.State);
    }

    [Fact]
    public void Sign_ByTheRequester_IsForbiddenInEveryRole()
    {
        var scene = new PromotionScene(requester: PromotionScene.Owner);

        Assert.Equal("promotion.requester-cannot-sign", scene.Sign(SignOffRole.Owner, PromotionScene.Owner).Refusal?.Code);
        Assert.Equal("promotion.requester-cannot-sign", scene.Sign(SignOffRole.Security, PromotionScene.Owner).Refusal?.Code);
        Assert.True(scene.Sign(SignOffRole.Owner, PromotionScene.Deputy).IsDone);
    }

    [Fact]
    public void Sign_InAnotherRoleThanTheSlotAsks_IsForbidden()
    {
        var scene = new PromotionScene();

        var outcome = scene.Sign(SignOffRole.Legal, PromotionScene.Legal, roleInForce: Roles.SecurityReviewer);

        Assert.Equal(RefusalKind.Forbidden, outcome.Refusal?.Kind);
        Assert.Equal("promotion.role-not-in-force", outcome.Refusal?.Code);
        Assert.Equal(
            "promotion.role-not-in-force",
            scene.Sign(SignOffRole.Legal, PromotionScene.Legal, roleInForce: Roles.Administrator).Refusal?.Code
        );
    }

    [Fact]
    public void Sign_ASecondSlotByTheSamePerson_IsForbidden()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Security, PromotionScene.Security);

        Assert.Equal("promotion.one-person-one-slot", scene.Sign(SignOffRole.Legal, PromotionScene.Security).Refusal?.Code);
    }

    [Fact]
    public void Sign_TheOwnerSlotByAnotherModelOwner_IsForbidden()
    {
        var scene = new PromotionScene();

        Assert.Equal("promotion.not-the-owner", scene.Sign(SignOffRole.Owner, new UserId(99)).Refusal?.Code);
    }

    [Fact]
    public void Sign_AnotherDigestThanTheCurrentOne_IsAConflict()
    {
        var scene = new PromotionScene();

        var outcome = scene.Sign(SignOffRole.Legal, digest: new string('0', 64));

        Assert.Equal("promotion.bundle-changed", outcome.Refusal?.Code);
        Assert.Equal(RefusalKind.Conflict, outcome.Refusal?.Kind);
        Assert.Empty(scene.Promotion.SignOffs);
    }

    [Fact]
    public void Sign_ATakenSlot_IsAConflictForADeputyToo()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Owner, PromotionScene.Owner);

        Assert.Equal("promotion.slot-taken", scene.Sign(SignOffRole.Owner, PromotionScene.Owner).Refusal?.Code);
        Assert.Equal("promotion.slot-taken", scene.Sign(SignOffRole.Owner, PromotionScene.Deputy).Refusal?.Code);
    }

    [Fact]
    public void Sign_ASlotNobodyAsksFor_IsAConflict()
    {
        var scene = new PromotionScene(Stage.Retired);

        Assert.Equal("promotion.slot-not-asked", scene.Sign(SignOffRole.Legal).Refusal?.Code);
    }

    [Fact]
    public void Sign_WhileTheGateBlocks_TakesAChangeRequestButNoApproval()
    {
        var scene = new PromotionScene(gate: GateOutcome.Fail);

        Assert.Equal("promotion.gate-blocks", scene.Sign(SignOffRole.Legal).Refusal?.Code);
        Assert.Equal(
            "promotion.gate-blocks",
            scene.Sign(SignOffRole.Legal, decision: SignOffDecision.ApproveWithCondition, condition: "x").Refusal?.Code
        );
        Assert.True(scene.Sign(SignOffRole.Legal, decision: SignOffDecision.RequestChanges, comment: "Measure again").IsDone);
        Assert.Equal(PromotionState.Open, scene.Promotion.State);
    }

    [Theory]
    [InlineData(SignOffDecision.Reject, "comment")]
    [InlineData(SignOffDecision.RequestChanges, "comment")]
    [InlineData(SignOffDecision.ApproveWithCondition, "condition")]
    public void Sign_WithoutTheWordsAskedFor_IsNotAcceptable(SignOffDecision decision, string field)
    {
        var scene = new PromotionScene();

        var outcome = scene.Sign(SignOffRole.Legal, decision: decision, comment: " ", condition: " ");

        Assert.Equal(RefusalKind.Invalid, outcome.Refusal?.Kind);
        Assert.Equal(field, Assert.Single(outcome.Refusal!.Errors).Key);
    }

    [Fact]
    public void Sign_WithMoreWordsThanFit_NamesTheField()
    {
        var scene = new PromotionScene();

        Assert.Contains("comment", scene.Sign(SignOffRole.Legal, comment: new string('x', SaltedText.MaxLength + 1)).Refusal!.Errors.Keys);
    }

    [Fact]
    public void Sign_OrderOfChecks_PeopleThenStateThenWords()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Legal, decision: SignOffDecision.Reject, comment: "No");

        // Wrong person, closed, wrong digest and no words at once: the rule about people answers.
        Assert.Equal(
            "promotion.requester-cannot-sign",
            scene.Sign(SignOffRole.Owner, PromotionScene.Engineer, SignOffDecision.Reject, digest: "x").Refusal?.Code
        );
        // Closed, wrong digest, no words: closed answers.
        Assert.Equal("promotion.closed", scene.Sign(SignOffRole.Owner, decision: SignOffDecision.Reject, digest: "x").Refusal?.Code);

        var open = new PromotionScene(gate: GateOutcome.Fail);
        open.Sign(SignOffRole.Legal, decision: SignOffDecision.RequestChanges, comment: "First");
        // Wrong digest, slot taken, no words: the digest answers, then the slot, then the gate.
        Assert.Equal("promotion.bundle-changed", open.Sign(SignOffRole.Legal, decision: SignOffDecision.Reject, digest: "x").Refusal?.Code);
        Assert.Equal("promotion.slot-taken", open.Sign(SignOffRole.Legal, decision: SignOffDecision.Reject).Refusal?.Code);
        Assert.Equal("promotion.gate-blocks", open.Sign(SignOffRole.Owner, decision: SignOffDecision.ApproveWithCondition).Refusal?.Code);
    }

    [Fact]
    public void Sign_ARejection_ClosesTheRequest()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Security);

        scene.Sign(SignOffRole.Legal, decision: SignOffDecision.Reject, comment: "Not lawful");

        Assert.Equal(PromotionState.Rejected, scene.Promotion.State);
        Assert.Equal("promotion.closed", scene.Sign(SignOffRole.Owner).Refusal?.Code);
        Assert.Equal("promotion.not-approved", scene.Promotion.RefusesDeployment(scene.Now)?.Code);
    }

    [Fact]
    public void Bind_ToOtherFacts_VoidsLiveDecisionsAndNamesTheMember()
    {
        var scene = new PromotionScene();
        scene.SignAll();

        var outcome = scene.Evaluate("second", member: "evidence");

        Assert.True(outcome.Reopened);
        Assert.Equal(3, outcome.Voided.Count);
        Assert.Equal(PromotionState.Open, scene.Promotion.State);
        Assert.All(scene.Promotion.SignOffs, s => Assert.Equal((SignOffStatus.Void, "evidence", false), (s.Status, s.VoidReason, s.Live)));
        Assert.True(scene.Sign(SignOffRole.Legal).IsDone);
    }

    [Fact]
    public void Bind_ToTheSameFacts_ChangesNothing()
    {
        var scene = new PromotionScene();
        scene.SignAll();
        var revision = scene.Promotion.Revision;

        var outcome = scene.Evaluate("first");

        Assert.Empty(outcome.Voided);
        Assert.Equal(PromotionState.Approved, scene.Promotion.State);
        Assert.Equal(revision, scene.Promotion.Revision);
    }

    [Fact]
    public void Bind_WhenClosed_IsAProgrammersMistake()
    {
        var scene = new PromotionScene();
        scene.Promotion.Withdraw(PromotionScene.Engineer, "user:USR-0001", "Superseded", scene.Now);

        Assert.Throws<InvalidOperationException>(() => scene.Evaluate("second"));
    }

    [Fact]
    public void Revoke_OfAnApprovedPromotion_ReopensItAndFreesTheSlot()
    {
        var scene = new PromotionScene();
        scene.SignAll();
        var mine = scene.Promotion.LiveSignOffs.Single(s => s.Role is SignOffRole.Legal);

        var revoked = scene.Promotion.Revoke(mine.Id, PromotionScene.Legal, "The test set was wrong", scene.Now);

        Assert.True(revoked.IsDone);
        Assert.Equal(SignOffStatus.Revoked, mine.Status);
        Assert.Equal("The test set was wrong", mine.RevokeReason?.Text);
        Assert.Equal(PromotionState.Open, scene.Promotion.State);
        Assert.Equal("promotion.not-approved", scene.Promotion.RefusesDeployment(scene.Now)?.Code);
        Assert.True(scene.Sign(SignOffRole.Legal).IsDone);
        Assert.Equal(PromotionState.Approved, scene.Promotion.State);
        Assert.Equal(4, scene.Promotion.SignOffs.Count);
    }

    [Fact]
    public void Revoke_WhatIsNotOnesOwnOrNotLive_IsRefused()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Legal);
        var id = scene.Promotion.SignOffs[0].Id;

        Assert.Equal("signoff.not-found", scene.Promotion.Revoke(new SignOffId(77), PromotionScene.Legal, "x", scene.Now).Refusal?.Code);
        Assert.Equal("signoff.not-yours", scene.Promotion.Revoke(id, PromotionScene.Security, "x", scene.Now).Refusal?.Code);
        Assert.Equal("promotion.reason-missing", scene.Promotion.Revoke(id, PromotionScene.Legal, " ", scene.Now).Refusal?.Code);
        Assert.True(scene.Promotion.Revoke(id, PromotionScene.Legal, "Changed my mind", scene.Now).IsDone);
        Assert.Equal("signoff.not-live", scene.Promotion.Revoke(id, PromotionScene.Legal, "Again", scene.Now).Refusal?.Code);
    }

    [Fact]
    public void Revoke_AfterDeployment_IsRefused()
    {
        var scene = new PromotionScene();
        scene.SignAll();
        scene.Promotion.MarkDeployed(scene.Now);

        Assert.Equal(
            "promotion.closed",
            scene.Promotion.Revoke(scene.Promotion.SignOffs[0].Id, PromotionScene.Security, "x", scene.Now).Refusal?.Code
        );
    }

    [Fact]
    public void Withdraw_ByTheRequesterOnlyAndOnlyWhileOpen()
    {
        var scene = new PromotionScene();

        Assert.Equal(
            "promotion.only-the-requester-withdraws",
            scene.Promotion.Withdraw(PromotionScene.Owner, "user:USR-0002", "x", scene.Now)?.Code
        );
        Assert.Equal("promotion.only-the-requester-withdraws", scene.Promotion.Withdraw(null, "key:KEY-0001", "x", scene.Now)?.Code);
        Assert.Null(scene.Promotion.Withdraw(PromotionScene.Engineer, "user:USR-0001", "Superseded", scene.Now));
        Assert.Equal(PromotionState.Withdrawn, scene.Promotion.State);
        Assert.Equal("promotion.closed", scene.Promotion.Withdraw(PromotionScene.Engineer, "user:USR-0001", "Again", scene.Now)?.Code);
    }

    [Fact]
    public void Withdraw_OfAnApproval_IsRefused()
    {
        var scene = new PromotionScene();
        scene.SignAll();

        Assert.Equal("promotion.closed", scene.Promotion.Withdraw(PromotionScene.Engineer, "user:USR-0001", "Superseded", scene.Now)?.Code);
    }

    [Fact]
    public void Expire_AnOpenRequestAfterItsDays_Closes()
    {
        var scene = new PromotionScene();

        Assert.False(scene.Promotion.Expire(scene.Now.AddDays(30).AddTicks(-1)));
        Assert.Equal("promotion.expired", SignAt(scene, scene.Now.AddDays(30)).Refusal?.Code);
        Assert.True(scene.Promotion.Expire(scene.Now));
        Assert.Equal(PromotionState.Expired, scene.Promotion.State);
    }

    [Fact]
    public void Expire_AnUnusedApproval_ShutsItsGateEvenBeforeTheJobRuns()
    {
        var scene = new PromotionScene();
        scene.SignAll();

        Assert.Null(scene.Promotion.RefusesDeployment(scene.Now.AddDays(14).AddTicks(-1)));
        Assert.Equal("promotion.expired", scene.Promotion.RefusesDeployment(scene.Now.AddDays(14))?.Code);
        Assert.True(scene.Promotion.Expire(scene.Now.AddDays(14)));
    }

    [Fact]
    public void Expire_AfterDeployment_NeverHappens()
    {
        var scene = new PromotionScene();
        scene.SignAll();
        scene.Promotion.MarkDeployed(scene.Now);

        Assert.False(scene.Promotion.Expire(scene.Now.AddYears(5)));
        Assert.Null(scene.Promotion.RefusesDeployment(scene.Now.AddYears(5)));
    }

    private static Result<SignOff> SignAt(PromotionScene scene, DateTimeOffset now)
    {
        scene.Now = now;
        return scene.Sign(SignOffRole.Legal);
    }
}
