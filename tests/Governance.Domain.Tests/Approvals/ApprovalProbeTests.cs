using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Approvals;

/// <summary>What people try in order to get a promotion past four eyes, in the aggregate itself.</summary>
public sealed class ApprovalProbeTests
{
    private static readonly UserId s_delegate = new(6);
    private static readonly UserId s_administrator = new(7);

    [Fact]
    public void TheRequester_SignsNoSlot()
    {
        var scene = new PromotionScene(requester: PromotionScene.Owner);

        Assert.All(Enum.GetValues<SignOffRole>(), role => Assert.Equal("promotion.requester-cannot-sign", scene.Sign(role, PromotionScene.Owner).Refusal?.Code));
    }

    [Fact]
    public void WithoutTheRoleInForce_NoSlotIsSigned()
    {
        var scene = new PromotionScene();

        Assert.All(
            Roles.All.Where(r => r != Roles.LegalReviewer).Append(null),
            role => Assert.Equal("promotion.role-not-in-force", scene.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal) with { RoleInForce = role }).Refusal?.Code));
    }

    [Fact]
    public void TheSamePerson_FillsOneSlot()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Security, PromotionScene.Legal);

        Assert.Equal("promotion.one-person-one-slot", scene.Sign(SignOffRole.Legal).Refusal?.Code);
    }

    [Fact]
    public void ASlotThatHoldsALiveDecision_TakesNoSecondOne()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Legal, decision: SignOffDecision.RequestChanges, comment: "First words");

        Assert.Equal("promotion.slot-taken", scene.Sign(SignOffRole.Legal).Refusal?.Code);
        Assert.Equal("First words", Assert.Single(scene.Promotion.SignOffs).Comment?.Text);
    }

    [Fact]
    public void AfterRejectedWithdrawnOrExpired_NothingIsSigned()
    {
        var (rejected, withdrawn, expired) = (new PromotionScene(), new PromotionScene(), new PromotionScene());
        rejected.Sign(SignOffRole.Legal, decision: SignOffDecision.Reject, comment: "No");
        withdrawn.Promotion.Withdraw(PromotionScene.Engineer, $"user:{PromotionScene.Engineer}", "Superseded", withdrawn.Now);
        expired.Now = expired.Promotion.ExpiresAt;

        Assert.Equal("promotion.closed", rejected.Sign(SignOffRole.Security).Refusal?.Code);
        Assert.Equal("promotion.closed", withdrawn.Sign(SignOffRole.Security).Refusal?.Code);
        Assert.Equal("promotion.expired", expired.Sign(SignOffRole.Security).Refusal?.Code);
    }

    [Fact]
    public void AnOldDigest_IsNotSigned_AndAChangedPolicyVoidsWhatWas()
    {
        var scene = new PromotionScene();
        var old = scene.Promotion.BundleDigest;
        scene.Sign(SignOffRole.Legal);

        scene.Bind("under another policy", GateOutcome.Pass, member: "policies");

        Assert.Equal("promotion.bundle-changed", scene.Sign(SignOffRole.Security, digest: old).Refusal?.Code);
        Assert.Equal((SignOffStatus.Void, "policies"), (scene.Promotion.SignOffs[0].Status, scene.Promotion.SignOffs[0].VoidReason));
    }

    [Fact]
    public void TheRequestersDelegate_AndTheRequestersDelegator_SignNothing()
    {
        var scene = new PromotionScene();
        var given = DelegationTests.Grant(from: PromotionScene.Engineer, to: PromotionScene.Legal).Value;
        var received = DelegationTests.Grant(from: PromotionScene.Security, to: PromotionScene.Engineer).Value;

        Assert.Equal("promotion.requester-delegates", scene.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal, given)).Refusal?.Code);
        Assert.Equal("promotion.requester-delegates", scene.Sign(SignOffRole.Security, As(SignOffRole.Security, PromotionScene.Security, received)).Refusal?.Code);
    }

    [Fact]
    public void TheRequester_SignsNothingForSomebodyElseEither()
    {
        var scene = new PromotionScene();
        var delegation = DelegationTests.Grant(from: PromotionScene.Security, to: PromotionScene.Engineer).Value;

        Assert.Equal("promotion.requester-cannot-sign", scene.Sign(SignOffRole.Security, Delegated(scene, delegation)).Refusal?.Code);
    }

    [Fact]
    public void ADelegationThatEndedBeforeTheRequest_OrIsForAnotherModel_TiesNobody()
    {
        var scene = new PromotionScene();
        scene.Now = scene.Now.AddDays(1);
        var other = DelegationTests.Grant(from: PromotionScene.Engineer, to: PromotionScene.Legal, models: ["credit-default"]).Value;
        var before = DelegationTests.Grant(from: PromotionScene.Engineer, to: PromotionScene.Legal).Value;
        before.Revoke(PromotionScene.Engineer, scene.Promotion.RequestedAt);

        Assert.True(scene.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal, other, before)).IsDone);
    }

    [Fact]
    public void ADelegate_SignsInTheNameOfTheDelegator()
    {
        var scene = new PromotionScene();
        var delegation = DelegationTests.Grant(to: s_delegate).Value;

        var signed = scene.Sign(SignOffRole.Security, Delegated(scene, delegation)).Value;

        Assert.Equal((s_delegate, PromotionScene.Security, "Sofia", delegation.Id), (signed.SignedBy, signed.DelegatedFrom, signed.DelegatedFromName, signed.Delegation));
    }

    [Fact]
    public void ADelegate_SignsNoOtherSlotAndNoOtherModel_NorTheVersionTheyRegistered()
    {
        var scene = new PromotionScene();
        var delegation = DelegationTests.Grant(to: s_delegate).Value;
        var elsewhere = DelegationTests.Grant(to: s_delegate, models: ["credit-default"]).Value;

        Assert.Equal("promotion.role-not-in-force", scene.Sign(SignOffRole.Legal, Delegated(scene, delegation)).Refusal?.Code);
        Assert.Equal("promotion.role-not-in-force", scene.Sign(SignOffRole.Security, Delegated(scene, elsewhere)).Refusal?.Code);
        Assert.Equal("delegation.to-the-author", scene.Sign(SignOffRole.Security, Delegated(scene, delegation) with { IsAuthor = true }).Refusal?.Code);
    }

    [Fact]
    public void ADelegateOfSomebodyWhoDoesNotAnswerForTheModel_DoesNotSignTheOwnersSlot()
    {
        var scene = new PromotionScene();
        var stranger = DelegationTests.Grant(SignOffRole.Owner, from: new UserId(9), to: s_delegate, role: Roles.ModelOwner).Value;
        var owner = DelegationTests.Grant(SignOffRole.Owner, from: PromotionScene.Owner, to: s_delegate, role: Roles.ModelOwner).Value;

        Assert.Equal("promotion.not-the-owner", scene.Sign(SignOffRole.Owner, Delegated(scene, stranger)).Refusal?.Code);
        Assert.True(scene.Sign(SignOffRole.Owner, Delegated(scene, owner)).IsDone);
    }

    [Fact]
    public void DelegatorAndDelegate_FillOneSlotBetweenThem()
    {
        var (one, other) = (new PromotionScene(), new PromotionScene());
        var delegation = DelegationTests.Grant(to: PromotionScene.Legal).Value;
        one.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal, delegation));
        other.Sign(SignOffRole.Security, Delegated(other, delegation));

        Assert.Equal("promotion.delegate-has-signed", one.Sign(SignOffRole.Security, As(SignOffRole.Security, PromotionScene.Security, delegation)).Refusal?.Code);
        Assert.Equal("promotion.one-person-one-slot", other.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal, delegation)).Refusal?.Code);
        Assert.Equal(
            "promotion.one-person-one-slot", other.Sign(SignOffRole.Owner, As(SignOffRole.Owner, PromotionScene.Legal)).Refusal?.Code);
    }

    [Fact]
    public void WhoeverOpenedAnAccount_SignsNotBesideIt_NorWhatItRequested()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Legal);
        var made = new Separation([], [(PromotionScene.Security, PromotionScene.Legal)]);
        var requests = new Separation([], [(PromotionScene.Engineer, PromotionScene.Security)]);

        Assert.Equal("promotion.access-by-one-hand", scene.Sign(SignOffRole.Security, new Signer(PromotionScene.Security, "S", Roles.SecurityReviewer) { Apart = made }).Refusal?.Code);
        Assert.Equal("promotion.access-by-one-hand", scene.Sign(SignOffRole.Security, new Signer(PromotionScene.Security, "S", Roles.SecurityReviewer) { Apart = requests }).Refusal?.Code);
    }

    [Fact]
    public void ALineOfAdministrators_IsFollowedToItsBeginning_ButTwoWhomTheSameOneLetInArePeopleApart()
    {
        var line = new Separation([], [(PromotionScene.Security, s_administrator), (s_administrator, PromotionScene.Legal), (s_administrator, PromotionScene.Owner)]);

        Assert.True(line.GaveAccess(PromotionScene.Legal, PromotionScene.Security));
        Assert.True(line.GaveAccess(PromotionScene.Security, PromotionScene.Legal));
        Assert.False(line.GaveAccess(PromotionScene.Legal, PromotionScene.Owner));
        Assert.False(new Separation([], [(PromotionScene.Legal, PromotionScene.Owner), (PromotionScene.Owner, PromotionScene.Legal)]).GaveAccess(PromotionScene.Legal, PromotionScene.Security));
    }

    [Fact]
    public void ARevokedSignature_ShutsTheGateAtOnce_AlsoWhenTheDelegatorTakesItBack()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Legal);
        scene.Sign(SignOffRole.Owner);
        var delegated = scene.Sign(SignOffRole.Security, Delegated(scene, DelegationTests.Grant(to: s_delegate).Value)).Value;
        Assert.Null(scene.Promotion.RefusesDeployment(scene.Now));

        Assert.True(scene.Promotion.Revoke(delegated.Id, PromotionScene.Security, "Not like this", scene.Now).IsDone);

        Assert.Equal("promotion.not-approved", scene.Promotion.RefusesDeployment(scene.Now)?.Code);
    }

    private static Signer As(SignOffRole role, UserId person, params Delegation[] among) =>
        new(person, "Printed Name", PromotionRefusals.RoleFor(role)) { Apart = new Separation(among, []) };

    private static Signer Delegated(PromotionScene scene, Delegation delegation)
    {
        Assert.True(delegation.InForce(scene.Now));
        return new Signer(delegation.To, "Printed Name", Roles.Engineer) { For = delegation, Apart = new Separation([delegation], []) };
    }
}
