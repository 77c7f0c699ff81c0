using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.Approvals;

public sealed class EmergencyOverrideTests
{
    private static readonly UserId s_risk = new(8);
    private static readonly string s_artifact = new('a', 64);

    [Fact]
    public void TwoPeopleInTwoRoles_PutItInForceForItsHours()
    {
        var scene = new PromotionScene();
        var emergency = Ask(scene).Value;
        Assert.False(emergency.Allows(scene.Promotion, s_artifact, scene.Now));

        Assert.True(Confirm(scene, emergency).IsDone);

        Assert.True(emergency.Allows(scene.Promotion, s_artifact, scene.Now));
        Assert.True(emergency.Allows(scene.Promotion, s_artifact, scene.Now.AddHours(8).AddTicks(-1)));
        Assert.False(emergency.Allows(scene.Promotion, s_artifact, scene.Now.AddHours(8)));
        Assert.False(emergency.Allows(scene.Promotion, new string('b', 64), scene.Now));
        Assert.NotNull(scene.Promotion.RefusesDeployment(scene.Now));
    }

    [Theory]
    [InlineData(8, Roles.RiskOfficer)]
    [InlineData(8, Roles.SecurityReviewer)]
    [InlineData(9, Roles.RiskOfficer)]
    [InlineData(9, Roles.LegalReviewer)]
    [InlineData(9, Roles.Administrator)]
    public void TheSecond_IsAnotherPersonInTheOtherRole(int person, string role)
    {
        var scene = new PromotionScene();
        var emergency = Ask(scene).Value;

        Assert.Equal("override.two-people", Confirm(scene, emergency, person: new UserId(person), role: role).Refusal?.Code);
        Assert.Equal(OverrideState.Requested, emergency.State);
    }

    [Fact]
    public void TheRequester_TheirDelegate_AndWhomTheyLetIn_ConfirmNothing()
    {
        var scene = new PromotionScene(requester: PromotionScene.Security);
        var delegation = DelegationTests.Accepted(to: s_risk);

        Assert.Equal("override.requester-cannot-confirm", Ask(scene, PromotionScene.Security, Roles.SecurityReviewer).Refusal?.Code);
        Assert.Equal("override.requester-cannot-confirm", Ask(scene, apart: new Separation([delegation], [], scene.Now)).Refusal?.Code);
        Assert.Equal(
            "promotion.access-by-one-hand",
            Ask(scene, apart: new Separation([], [(PromotionScene.Security, s_risk)], scene.Now)).Refusal?.Code
        );
    }

    [Fact]
    public void TwoOfWhomOneActsForTheOtherOrLetThemIn_AreNotTwoPeople()
    {
        var scene = new PromotionScene();
        var emergency = Ask(scene).Value;
        var delegation = DelegationTests.Accepted(to: s_risk);

        Assert.Equal("override.two-people", Confirm(scene, emergency, apart: new Separation([delegation], [], scene.Now)).Refusal?.Code);
        Assert.Equal(
            "promotion.access-by-one-hand",
            Confirm(scene, emergency, apart: new Separation([], [(s_risk, PromotionScene.Security)], scene.Now)).Refusal?.Code
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(73)]
    public void Hours_AreBounded(int hours) =>
        Assert.Equal("override.hours-not-bounded", Ask(new PromotionScene(), hours: hours).Refusal?.Code);

    [Fact]
    public void Reason_AndTheDigestShown_AreAskedOfBoth()
    {
        var scene = new PromotionScene();
        Assert.Equal("override.reason-missing", Ask(scene, reason: " ").Refusal?.Code);
        Assert.Equal("promotion.bundle-changed", Ask(scene, digest: new string('0', 64)).Refusal?.Code);
        var emergency = Ask(scene).Value;

        Assert.Equal("override.reason-missing", Confirm(scene, emergency, reason: "").Refusal?.Code);
        Assert.Equal("promotion.bundle-changed", Confirm(scene, emergency, digest: new string('0', 64)).Refusal?.Code);
    }

    [Fact]
    public void ABlockingGate_AProhibitedModel_AndAClosedPromotion_AreNotOverridden()
    {
        var (blocked, prohibited, rejected, approved) = (
            new PromotionScene(gate: GateOutcome.Fail),
            new PromotionScene(),
            new PromotionScene(),
            new PromotionScene()
        );
        prohibited.Model.Change(new ModelFacts("fraud-scorer") { RiskClass = RiskClass.Prohibited }, PromotionScene.Owner, []);
        rejected.Sign(SignOffRole.Legal, decision: SignOffDecision.Reject, comment: "No");
        approved.SignAll();

        Assert.Equal("override.gate-blocks", Ask(blocked).Refusal?.Code);
        Assert.Equal("override.risk-class", Ask(prohibited).Refusal?.Code);
        Assert.Equal("promotion.closed", Ask(rejected).Refusal?.Code);
        Assert.Equal("override.not-needed", Ask(approved).Refusal?.Code);
    }

    [Fact]
    public void Follow_EndsItWhenItIsApprovedClosedChangedOrOver()
    {
        var (approved, closed, changed, over, lapsed) = (
            new PromotionScene(),
            new PromotionScene(),
            new PromotionScene(),
            new PromotionScene(),
            new PromotionScene()
        );
        var (a, b, c, d, e) = (InForce(approved), InForce(closed), InForce(changed), InForce(over), Ask(lapsed).Value);
        approved.SignAll();
        closed.Promotion.Withdraw(PromotionScene.Engineer, $"user:{PromotionScene.Engineer}", "Superseded", closed.Now);
        changed.Evaluate("other facts");

        Assert.Equal(OverrideEnd.Approved, a.Follow(approved.Promotion, approved.Now));
        Assert.Equal(OverrideEnd.Closed, b.Follow(closed.Promotion, closed.Now));
        Assert.False(c.Allows(changed.Promotion, s_artifact, changed.Now));
        Assert.Equal(OverrideEnd.Changed, c.Follow(changed.Promotion, changed.Now));
        Assert.Equal(OverrideEnd.Expired, d.Follow(over.Promotion, over.Now.AddHours(8)));
        Assert.Equal(OverrideEnd.Lapsed, e.Follow(lapsed.Promotion, lapsed.Now.AddHours(8)));
        Assert.Null(a.Follow(approved.Promotion, approved.Now));
    }

    [Fact]
    public void Use_FollowsWhatTheDeploymentItselfChanges_AndNothingElse()
    {
        var scene = new PromotionScene();
        var emergency = InForce(scene);
        emergency.Use(scene.Now);
        scene.Evaluate("with another version in production", member: "productionVersion");

        Assert.Null(emergency.Follow(scene.Promotion, scene.Now));
        Assert.True(emergency.Allows(scene.Promotion, s_artifact, scene.Now));
        Assert.Equal(scene.Now, emergency.UsedAt);
    }

    [Fact]
    public void Review_IsByOneWhoTookNoPart_WhenItIsOver_WithWords_Once()
    {
        var scene = new PromotionScene();
        var emergency = InForce(scene);
        var (other, later) = (new UserId(11), scene.Now.AddHours(9));
        Assert.True(emergency.AwaitsReview);

        Assert.Equal("override.own-review", emergency.Close(scene.Promotion, Reviewer(s_risk), "Fine", later)?.Code);
        Assert.Equal("override.still-in-force", emergency.Close(scene.Promotion, Reviewer(other), "Fine", scene.Now)?.Code);
        Assert.Equal("override.words-missing", emergency.Close(scene.Promotion, Reviewer(other), " ", later)?.Code);
        Assert.Null(emergency.Close(scene.Promotion, Reviewer(other), "Justified", later));
        Assert.Equal("override.nothing-to-review", emergency.Close(scene.Promotion, Reviewer(other), "Again", later)?.Code);
        Assert.False(emergency.AwaitsReview);
    }

    [Fact]
    public void Review_IsNotByOneJoinedWithWhoConfirmedOrRequested()
    {
        var scene = new PromotionScene();
        var emergency = InForce(scene);
        var (other, later) = (new UserId(11), scene.Now.AddHours(9));
        Separation[] joined =
        [
            new([DelegationTests.Accepted(to: other, from: s_risk)], [], scene.Now),
            new([], [(s_risk, other)], scene.Now),
            new([], [(other, PromotionScene.Security)], scene.Now),
            new([DelegationTests.Accepted(to: other, from: PromotionScene.Engineer)], [], scene.Now),
        ];

        Assert.All(
            joined,
            apart =>
                Assert.Equal(
                    "override.review-by-party",
                    emergency.Close(scene.Promotion, Reviewer(other) with { Separation = apart }, "Fine", later)?.Code
                )
        );
        Assert.Equal("override.review-by-party", emergency.Close(scene.Promotion, Reviewer(PromotionScene.Engineer), "Fine", later)?.Code);
        // Access that someone else gave joins no one.
        var apart = new Separation([], [(new UserId(30), other), (new UserId(31), s_risk)], scene.Now);
        Assert.Null(emergency.Close(scene.Promotion, Reviewer(other) with { Separation = apart }, "Fine", later));
    }

    /// <summary>The queue had it for people whom the act refuses.</summary>
    [Fact]
    public void WhatWaitsForSomeone_GoesByTheRulesOfTheActs()
    {
        var scene = new PromotionScene();
        var other = new UserId(11);
        var asked = Ask(scene).Value;
        var security = new Signer(PromotionScene.Security, "Printed Name", Roles.SecurityReviewer);
        var given = new Separation([], [(s_risk, PromotionScene.Security)], scene.Now);
        Assert.True(asked.IsAskedOf(scene.Promotion, security));
        Assert.False(asked.IsAskedOf(scene.Promotion, security with { Separation = given }));
        Assert.False(asked.IsAskedOf(scene.Promotion, security with { RoleInForce = Roles.RiskOfficer }));
        Assert.False(asked.IsReviewAskedOf(scene.Promotion, Reviewer(other)));
        Assert.False(EmergencyOverride.MayBeRequestedBy(scene.Promotion, Reviewer(PromotionScene.Engineer)));
        Assert.True(EmergencyOverride.MayBeRequestedBy(scene.Promotion, Reviewer(other)));

        var emergency = InForce(scene);
        Assert.True(emergency.IsReviewAskedOf(scene.Promotion, Reviewer(other)));
        Assert.False(emergency.IsReviewAskedOf(scene.Promotion, Reviewer(s_risk)));
        Assert.False(emergency.IsReviewAskedOf(scene.Promotion, Reviewer(PromotionScene.Engineer)));
        var joined = new Separation([], [(other, PromotionScene.Security)], scene.Now);
        Assert.False(emergency.IsReviewAskedOf(scene.Promotion, Reviewer(other) with { Separation = joined }));

        Assert.Null(emergency.Close(scene.Promotion, Reviewer(other), "Justified", scene.Now.AddHours(9)));
        Assert.False(emergency.IsReviewAskedOf(scene.Promotion, Reviewer(new UserId(12))));
    }

    [Fact]
    public void WhoMadeItOrOpenedItsGate_ConfirmsNothing_AndWhatItsRequesterOpenedIsNotOverridden()
    {
        var granted = new PromotionScene(parties: [new(s_risk, PartyPart.GrantedWaiver, "WVR-0001", ByHand: true)]);
        var made = new PromotionScene(parties: [new(PromotionScene.Security, PartyPart.AddedEvidence, "EVD-0001", ByHand: false)]);
        var opened = new PromotionScene(parties: [new(PromotionScene.Engineer, PartyPart.WithdrewEvidence, "EVD-0001", ByHand: true)]);

        Assert.Equal("override.party-cannot-confirm", Ask(granted).Refusal?.Code);
        Assert.Equal("override.party-cannot-confirm", Confirm(made, Ask(made).Value).Refusal?.Code);
        Assert.Equal("promotion.requester-opened", Ask(opened).Refusal?.Code);
    }

    [Fact]
    public void WhatRunsUnderItWhenItEnds_IsOnAClock_UnlessItWasApprovedOrNeverUsed()
    {
        var (used, unused, approved) = (new PromotionScene(), new PromotionScene(), new PromotionScene());
        var (a, b, c) = (InForce(used), InForce(unused), InForce(approved));
        a.Use(used.Now);
        c.Use(approved.Now);
        approved.SignAll();
        Assert.Null(a.SettleBy);

        a.Follow(used.Promotion, used.Now.AddHours(8));
        b.Follow(unused.Promotion, unused.Now.AddHours(8));
        c.Follow(approved.Promotion, approved.Now.AddHours(1));

        Assert.Equal(used.Now.AddHours(8 + 72), a.SettleBy);
        Assert.Null(b.SettleBy);
        Assert.Null(c.SettleBy);
    }

    [Fact]
    public void TheNextOne_WaitsForTheReviewOfTheLast_AndThereAreOnlySoManyAMonth()
    {
        var scene = new PromotionScene();
        var emergency = InForce(scene);
        Assert.Equal("override.review-first", EmergencyOverride.RefusesAnother([emergency], most: 2, scene.Now)?.Code);
        emergency.Follow(scene.Promotion, scene.Now.AddHours(8));
        Assert.Equal("override.review-first", EmergencyOverride.RefusesAnother([emergency], most: 2, scene.Now.AddHours(8))?.Code);

        Assert.Null(emergency.Close(scene.Promotion, Reviewer(new UserId(11)), "Justified", scene.Now.AddHours(9)));

        Assert.Null(EmergencyOverride.RefusesAnother([emergency], most: 2, scene.Now.AddHours(9)));
        Assert.Equal("override.limit-reached", EmergencyOverride.RefusesAnother([emergency], most: 1, scene.Now.AddHours(9))?.Code);
        Assert.Null(EmergencyOverride.RefusesAnother([emergency], most: 1, scene.Now.AddDays(30)));
    }

    [Fact]
    public void StandDown_EndsItAtOnce()
    {
        var scene = new PromotionScene();
        var emergency = InForce(scene);

        Assert.Equal("override.reason-missing", emergency.StandDown("", scene.Now)?.Code);
        Assert.Null(emergency.StandDown("Over", scene.Now));
        Assert.False(emergency.Allows(scene.Promotion, s_artifact, scene.Now));
        Assert.Equal("override.over", emergency.StandDown("Over", scene.Now)?.Code);
        Assert.Equal("override.not-waiting", Confirm(scene, emergency).Refusal?.Code);
    }

    private static EmergencyOverride InForce(PromotionScene scene)
    {
        var emergency = Ask(scene).Value;
        Assert.True(Confirm(scene, emergency).IsDone);
        return emergency;
    }

    private static Result<EmergencyOverride> Ask(
        PromotionScene scene,
        UserId? person = null,
        string role = Roles.RiskOfficer,
        string? reason = "Fraud wave",
        string? digest = null,
        int hours = 8,
        Separation? apart = null
    ) =>
        EmergencyOverride.Request(
            new OverrideId(1),
            scene.Promotion,
            scene.Model,
            s_artifact,
            Word(scene, person ?? s_risk, role, reason, digest, apart),
            hours,
            settleHours: 72,
            scene.Now
        );

    private static Result<OverrideConfirmation> Confirm(
        PromotionScene scene,
        EmergencyOverride emergency,
        UserId? person = null,
        string role = Roles.SecurityReviewer,
        string? reason = "Confirmed",
        string? digest = null,
        Separation? apart = null
    ) =>
        emergency.Confirm(
            scene.Promotion,
            scene.Model,
            Word(scene, person ?? PromotionScene.Security, role, reason, digest, apart),
            scene.Now
        );

    private static OverrideWord Word(PromotionScene scene, UserId person, string role, string? reason, string? digest, Separation? apart) =>
        new(
            new Signer(person, "Printed Name", role) { Separation = apart ?? Separation.None },
            reason,
            digest ?? scene.Promotion.BundleDigest,
            new SigningProof("password", scene.Now)
        );

    private static Signer Reviewer(UserId person) => new(person, "Printed Name", Roles.RiskOfficer);
}
