using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Approvals;

/// <summary>Whatever people do in whatever order, some things never happen.</summary>
public sealed class PromotionPropertyTests
{
    private static readonly UserId[] s_people =
    [
        PromotionScene.Engineer,
        PromotionScene.Owner,
        PromotionScene.Deputy,
        PromotionScene.Security,
        PromotionScene.Legal,
        new(6),
    ];
    private static readonly string[] s_roles =
    [
        Roles.SecurityReviewer,
        Roles.LegalReviewer,
        Roles.ModelOwner,
        Roles.Engineer,
        Roles.Administrator,
    ];
    private static readonly string[] s_words = ["", "Because"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnySequenceOfActions_KeepsTheInvariants(int seed)
    {
        var random = new Random(seed);
        var scene = new PromotionScene(requester: s_people[random.Next(2)]);
        var requester = scene.Promotion.Requesters[0];
        var known = new List<(SignOffId Id, string Digest, UserId By, SignOffDecision Decision)>();
        for (var step = 0; step < 60; step++)
        {
            var before = scene.Promotion.State;
            Act(scene, random);

            var promotion = scene.Promotion;
            // Sign-offs only grow, and what was signed never changes.
            Assert.Equal(known, promotion.SignOffs.Take(known.Count).Select(Fact));
            known = [.. promotion.SignOffs.Select(Fact)];
            var live = promotion.LiveSignOffs.ToList();
            Assert.DoesNotContain(promotion.SignOffs, s => s.Attestation.Person == requester);
            Assert.Equal(live.Count, live.Select(s => s.Role).Distinct().Count());
            Assert.Equal(live.Count, live.Select(s => s.Attestation.Person).Distinct().Count());
            Assert.All(live, s => Assert.Equal(promotion.BundleDigest, s.BundleDigest));
            Assert.All(live.Where(s => s.Role is SignOffRole.Owner), s => Assert.True(scene.Model.IsAnsweredForBy(s.Attestation.Person)));
            if (promotion.State is PromotionState.Approved or PromotionState.Deployed)
            {
                Assert.True(promotion.GatePasses);
                Assert.Equal(
                    promotion.RequiredRoles.Order(),
                    live.Where(s => s.Status is SignOffStatus.Signed or SignOffStatus.SignedWithCondition).Select(s => s.Role).Order()
                );
            }

            // What is closed stays closed.
            if (before is PromotionState.Rejected or PromotionState.Withdrawn or PromotionState.Expired or PromotionState.Deployed)
            {
                Assert.Equal(before, promotion.State);
            }
        }
    }

    public static TheoryData<int> Seeds()
    {
        var seeds = new TheoryData<int>();
        foreach (var seed in Enumerable.Range(1, 200))
        {
            seeds.Add(seed);
        }

        return seeds;
    }

    private static (SignOffId Id, string Digest, UserId By, SignOffDecision Decision) Fact(SignOff s) =>
        (s.Id, s.BundleDigest, s.Attestation.Person, s.Decision);

    private static void Act(PromotionScene scene, Random random)
    {
        var promotion = scene.Promotion;
        var person = s_people[random.Next(s_people.Length)];
        var word = s_words[random.Next(2)];
        switch (random.Next(20))
        {
            case < 13:
                var role = (SignOffRole)random.Next(3);
                var rightful = random.Next(3) > 0;
                scene.Sign(
                    role,
                    rightful ? PromotionScene.PersonOf(role) : person,
                    random.Next(12) == 0 ? SignOffDecision.Reject : (SignOffDecision)new[] { 0, 0, 1, 3 }[random.Next(4)],
                    word,
                    word,
                    random.Next(8) == 0 ? "0" : null,
                    rightful ? null : s_roles[random.Next(s_roles.Length)]
                );
                break;
            case < 16 when promotion.SignOffs.Count > 0:
                var signOff = promotion.SignOffs[random.Next(promotion.SignOffs.Count)];
                promotion.Revoke(signOff.Id, random.Next(2) == 0 ? person : signOff.Attestation.Person, word, scene.Now);
                break;
            case 16 when promotion.IsLive:
                scene.Evaluate($"facts {random.Next(4)}", random.Next(4) == 0 ? GateOutcome.Fail : GateOutcome.Pass);
                break;
            case 17:
                promotion.Withdraw(person, $"user:{person}", word, scene.Now);
                break;
            case 18:
                scene.Now = scene.Now.AddDays(random.Next(4));
                promotion.Expire(scene.Now);
                break;
            case 19 when promotion.RefusesDeployment(scene.Now) is null:
                promotion.MarkDeployed(scene.Now);
                break;
            default:
                break;
        }
    }
}
