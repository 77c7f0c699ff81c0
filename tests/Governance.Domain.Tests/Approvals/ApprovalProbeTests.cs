using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Approvals;

/// <summary>What people try in order to get a promotion past four eyes, in the aggregate itself.</summary>
public sealed class ApprovalProbeTests
{
    private static readonly UserId s_delegate = new(6);
    private static readonly UserId s_administrator = new(7);
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TheRequester_SignsNoSlot()
    {
        var scene = new PromotionScene(requester: PromotionScene.Owner);

        Assert.All(
            Enum.GetValues<SignOffRole>(),
            role => Assert.Equal("promotion.requester-cannot-sign", scene.Sign(role, PromotionScene.Owner).Refusal?.Code)
        );
    }

    [Fact]
    public void WithoutTheRoleInForce_NoSlotIsSigned()
    {
        var scene = new PromotionScene();

        Assert.All(
            Roles.All.Where(r => r != Roles.LegalReviewer).Append(null),
            role =>
                Assert.Equal(
                    "promotion.role-not-in-force",
                    scene.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal) with { RoleInForce = role }).Refusal?.Code
                )
        );
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

        scene.Evaluate("under another policy", GateOutcome.Pass, member: "policies");

        Assert.Equal("promotion.bundle-changed", scene.Sign(SignOffRole.Security, digest: old).Refusal?.Code);
        Assert.Equal((SignOffStatus.Void, "policies"), (scene.Promotion.SignOffs[0].Status, scene.Promotion.SignOffs[0].VoidReason));
    }

    [Fact]
    public void TheRequestersDelegate_AndTheRequestersDelegator_SignNothing()
    {
        var scene = new PromotionScene();
        var given = DelegationTests.Accepted(from: PromotionScene.Engineer, to: PromotionScene.Legal);
        var received = DelegationTests.Accepted(from: PromotionScene.Security, to: PromotionScene.Engineer);

        Assert.Equal(
            "promotion.requester-delegates",
            scene.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal, given)).Refusal?.Code
        );
        Assert.Equal(
            "promotion.requester-delegates",
            scene.Sign(SignOffRole.Security, As(SignOffRole.Security, PromotionScene.Security, received)).Refusal?.Code
        );
    }

    [Fact]
    public void TheRequester_SignsNothingForSomebodyElseEither()
    {
        var scene = new PromotionScene();
        var delegation = DelegationTests.Accepted(from: PromotionScene.Security, to: PromotionScene.Engineer);

        Assert.Equal("promotion.requester-cannot-sign", scene.Sign(SignOffRole.Security, Delegated(scene, delegation)).Refusal?.Code);
    }

    [Fact]
    public void ADelegationNobodyAccepted_OrThatIsForAnotherModel_OrEndedUnused_TiesNobody()
    {
        var scene = new PromotionScene();
        var other = DelegationTests.Accepted(from: PromotionScene.Engineer, to: PromotionScene.Legal, models: ["credit-default"]);
        var offered = DelegationTests.Grant(from: PromotionScene.Engineer, to: PromotionScene.Legal).Value;
        var declined = DelegationTests.Grant(from: PromotionScene.Engineer, to: PromotionScene.Legal).Value;
        Assert.Null(declined.Decline(PromotionScene.Legal, scene.Now));
        var ended = DelegationTests.Accepted(from: PromotionScene.Engineer, to: PromotionScene.Legal);
        Assert.Null(ended.Revoke(PromotionScene.Engineer, scene.Now));

        Assert.True(scene.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal, other, offered, declined, ended)).IsDone);
    }

    [Fact]
    public void ADelegationThatWasUsedHere_TiesTheTwo_AlsoWhenItHasEnded_AndTheSignatureWithIt()
    {
        var scene = new PromotionScene();
        var delegation = DelegationTests.Accepted(to: PromotionScene.Legal);
        var signed = scene.Sign(SignOffRole.Security, Delegated(scene, delegation)).Value;
        Assert.Null(delegation.Revoke(PromotionScene.Security, scene.Now));

        Assert.Equal(
            "promotion.one-person-one-slot",
            scene.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal, delegation)).Refusal?.Code
        );
        Assert.True(scene.Promotion.Revoke(signed.Id, PromotionScene.Legal, "Not for two", scene.Now).IsDone);
        Assert.True(scene.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal, delegation)).IsDone);
        Assert.Equal(
            "promotion.delegate-has-signed",
            scene.Sign(SignOffRole.Security, As(SignOffRole.Security, PromotionScene.Security, delegation)).Refusal?.Code
        );
    }

    [Fact]
    public void WhoMadeAnythingOfIt_SignsNoSlot_NorThroughSomebodyElse()
    {
        Assert.All(
            Enum.GetValues<PartyPart>().Where(p => new PromotionParty(default, p, "", false).IsMaker),
            part =>
            {
                var scene = new PromotionScene(parties: [new(PromotionScene.Owner, part, "EVD-0001", ByHand: false)]);
                var forOwner = DelegationTests.Accepted(
                    SignOffRole.Owner,
                    from: PromotionScene.Owner,
                    to: s_delegate,
                    role: Roles.ModelOwner
                );
                var withOwner = DelegationTests.Accepted(from: PromotionScene.Security, to: PromotionScene.Owner);

                Assert.Equal("promotion.maker-cannot-sign", scene.Sign(SignOffRole.Owner).Refusal?.Code);
                Assert.Equal("promotion.maker-cannot-sign", scene.Sign(SignOffRole.Security, PromotionScene.Owner).Refusal?.Code);
                Assert.Equal("promotion.party-delegates", scene.Sign(SignOffRole.Owner, Delegated(scene, forOwner)).Refusal?.Code);
                Assert.Equal(
                    "promotion.party-delegates",
                    scene.Sign(SignOffRole.Security, As(SignOffRole.Security, PromotionScene.Security, withOwner)).Refusal?.Code
                );
                Assert.True(scene.Sign(SignOffRole.Owner, PromotionScene.Deputy).IsDone);
            }
        );
    }

    [Fact]
    public void WhoLetTheMakerIn_SignsNot_UnlessAKeyMadeIt()
    {
        var (byHand, byKey) = (
            new PromotionScene(parties: [new(s_delegate, PartyPart.AddedEvidence, "EVD-0001", ByHand: true)]),
            new PromotionScene(parties: [new(s_delegate, PartyPart.AddedEvidence, "EVD-0001", ByHand: false)])
        );
        var line = new Separation([], [(PromotionScene.Security, s_delegate)], s_now);
        var signer = new Signer(PromotionScene.Security, "Sofia", Roles.SecurityReviewer) { Separation = line };

        Assert.Equal("promotion.access-by-one-hand", byHand.Sign(SignOffRole.Security, signer).Refusal?.Code);
        Assert.True(byKey.Sign(SignOffRole.Security, signer).IsDone);
    }

    [Fact]
    public void WhereThePoliciesLetMakersSign_TheyDo_ButNeverWhoRequestedOrOpenedTheGate()
    {
        IReadOnlyList<PromotionParty> parties =
        [
            new(PromotionScene.Owner, PartyPart.RegisteredVersion, "fraud-scorer@1.4.0", ByHand: true),
            new(PromotionScene.Security, PartyPart.GrantedWaiver, "WVR-0001", ByHand: true),
            new(PromotionScene.Engineer, PartyPart.RegisteredVersion, "fraud-scorer@1.4.0", ByHand: true),
        ];
        var scene = new PromotionScene(parties: parties, makersMaySign: true);

        Assert.True(scene.Sign(SignOffRole.Owner).IsDone);
        Assert.Equal("promotion.opener-cannot-sign", scene.Sign(SignOffRole.Security).Refusal?.Code);
        Assert.Equal("promotion.requester-cannot-sign", scene.Sign(SignOffRole.Legal, PromotionScene.Engineer).Refusal?.Code);
    }

    [Theory]
    [InlineData(PartyPart.GrantedWaiver)]
    [InlineData(PartyPart.WithdrewEvidence)]
    [InlineData(PartyPart.LoweredRiskClass)]
    public void WhatItsRequesterOpened_NobodyApproves_ButAnybodyRejects(PartyPart part)
    {
        var scene = new PromotionScene(parties: [new(PromotionScene.Engineer, part, "EVD-0001", ByHand: true)]);

        Assert.Equal("promotion.requester-opened", scene.Sign(SignOffRole.Legal).Refusal?.Code);
        Assert.True(scene.Sign(SignOffRole.Legal, decision: SignOffDecision.Reject, comment: "Opened by its requester").IsDone);
    }

    [Fact]
    public void ASignerWhoBecomesAParty_LosesTheSignature_AndTheApprovalWithIt()
    {
        var scene = new PromotionScene();
        scene.SignAll();
        Assert.Equal(PromotionState.Approved, scene.Promotion.State);

        var outcome = scene.Evaluate(
            "first",
            member: "parties",
            parties: [new(PromotionScene.Legal, PartyPart.StoredSignature, "fraud-scorer@1.4.0", ByHand: true)]
        );

        Assert.Equal(
            (PromotionScene.Legal, SignOffStatus.Void),
            (Assert.Single(outcome.Voided).Attestation.Person, outcome.Voided[0].Status)
        );
        Assert.Equal((PromotionState.Open, 2), (scene.Promotion.State, scene.Promotion.LiveSignOffs.Count()));
    }

    [Fact]
    public void ADelegate_SignsInTheNameOfTheDelegator()
    {
        var scene = new PromotionScene();
        var delegation = DelegationTests.Accepted(to: s_delegate);

        var signed = scene.Sign(SignOffRole.Security, Delegated(scene, delegation)).Value;

        Assert.Equal(
            (s_delegate, PromotionScene.Security, "Sofia", delegation.Id),
            (signed.Attestation.Person, signed.DelegatedFrom, signed.DelegatedFromName, signed.Delegation)
        );
    }

    [Fact]
    public void ADelegate_SignsNoOtherSlotAndNoOtherModel_NorTheVersionTheyRegistered()
    {
        var scene = new PromotionScene();
        var delegation = DelegationTests.Accepted(to: s_delegate);
        var elsewhere = DelegationTests.Accepted(to: s_delegate, models: ["credit-default"]);

        Assert.Equal("promotion.role-not-in-force", scene.Sign(SignOffRole.Legal, Delegated(scene, delegation)).Refusal?.Code);
        Assert.Equal("promotion.role-not-in-force", scene.Sign(SignOffRole.Security, Delegated(scene, elsewhere)).Refusal?.Code);
        Assert.Equal(
            "delegation.to-the-author",
            scene.Sign(SignOffRole.Security, Delegated(scene, delegation) with { IsRegistrant = true }).Refusal?.Code
        );
    }

    [Fact]
    public void ADelegateOfSomebodyWhoDoesNotAnswerForTheModel_DoesNotSignTheOwnersSlot()
    {
        var scene = new PromotionScene();
        var stranger = DelegationTests.Accepted(SignOffRole.Owner, from: new UserId(9), to: s_delegate, role: Roles.ModelOwner);
        var owner = DelegationTests.Accepted(SignOffRole.Owner, from: PromotionScene.Owner, to: s_delegate, role: Roles.ModelOwner);

        Assert.Equal("promotion.not-the-owner", scene.Sign(SignOffRole.Owner, Delegated(scene, stranger)).Refusal?.Code);
        Assert.True(scene.Sign(SignOffRole.Owner, Delegated(scene, owner)).IsDone);
    }

    [Fact]
    public void DelegatorAndDelegate_FillOneSlotBetweenThem()
    {
        var (one, other) = (new PromotionScene(), new PromotionScene());
        var delegation = DelegationTests.Accepted(to: PromotionScene.Legal);
        one.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal, delegation));
        other.Sign(SignOffRole.Security, Delegated(other, delegation));

        Assert.Equal(
            "promotion.delegate-has-signed",
            one.Sign(SignOffRole.Security, As(SignOffRole.Security, PromotionScene.Security, delegation)).Refusal?.Code
        );
        Assert.Equal(
            "promotion.one-person-one-slot",
            other.Sign(SignOffRole.Legal, As(SignOffRole.Legal, PromotionScene.Legal, delegation)).Refusal?.Code
        );
        Assert.Equal(
            "promotion.one-person-one-slot",
            other.Sign(SignOffRole.Owner, As(SignOffRole.Owner, PromotionScene.Legal)).Refusal?.Code
        );
    }

    [Fact]
    public void WhoeverOpenedAnAccount_SignsNotBesideIt_NorWhatItRequested()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Legal);
        var made = new Separation([], [(PromotionScene.Security, PromotionScene.Legal)], scene.Now);
        var requests = new Separation([], [(PromotionScene.Engineer, PromotionScene.Security)], scene.Now);

        Assert.Equal(
            "promotion.access-by-one-hand",
            scene
                .Sign(SignOffRole.Security, new Signer(PromotionScene.Security, "S", Roles.SecurityReviewer) { Separation = made })
                .Refusal?.Code
        );
        Assert.Equal(
            "promotion.access-by-one-hand",
            scene
                .Sign(SignOffRole.Security, new Signer(PromotionScene.Security, "S", Roles.SecurityReviewer) { Separation = requests })
                .Refusal?.Code
        );
    }

    [Fact]
    public void ALineOfAdministrators_IsFollowedToItsBeginning_ButTwoWhomTheSameOneLetInArePeopleApart()
    {
        var line = new Separation(
            [],
            [(PromotionScene.Security, s_administrator), (s_administrator, PromotionScene.Legal), (s_administrator, PromotionScene.Owner)],
            default
        );

        Assert.True(line.GaveAccess(PromotionScene.Legal, PromotionScene.Security));
        Assert.True(line.GaveAccess(PromotionScene.Security, PromotionScene.Legal));
        Assert.False(line.GaveAccess(PromotionScene.Legal, PromotionScene.Owner));
        Assert.False(
            new Separation(
                [],
                [(PromotionScene.Legal, PromotionScene.Owner), (PromotionScene.Owner, PromotionScene.Legal)],
                default
            ).GaveAccess(PromotionScene.Legal, PromotionScene.Security)
        );
    }

    [Fact]
    public void ARevokedSignature_ShutsTheGateAtOnce_AlsoWhenTheDelegatorTakesItBack()
    {
        var scene = new PromotionScene();
        scene.Sign(SignOffRole.Legal);
        scene.Sign(SignOffRole.Owner);
        var delegated = scene.Sign(SignOffRole.Security, Delegated(scene, DelegationTests.Accepted(to: s_delegate))).Value;
        Assert.Null(scene.Promotion.RefusesDeployment(scene.Now));

        Assert.True(scene.Promotion.Revoke(delegated.Id, PromotionScene.Security, "Not like this", scene.Now).IsDone);

        Assert.Equal("promotion.not-approved", scene.Promotion.RefusesDeployment(scene.Now)?.Code);
    }

    private static Signer As(SignOffRole role, UserId person, params Delegation[] among) =>
        new(person, "Printed Name", PromotionRefusals.RoleFor(role)) { Separation = new Separation(among, [], s_now) };

    private static Signer Delegated(PromotionScene scene, Delegation delegation)
    {
        Assert.True(delegation.InForce(scene.Now));
        return new Signer(delegation.To, "Printed Name", Roles.Engineer)
        {
            For = delegation,
            Separation = new Separation([delegation], [], scene.Now),
        };
    }
}
