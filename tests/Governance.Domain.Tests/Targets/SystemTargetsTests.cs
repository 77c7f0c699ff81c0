using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Targets;

namespace Governance.Domain.Tests.Targets;

public sealed class SystemTargetsTests
{
    private const int Organisation = 15;
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_author = new(1);
    private static readonly UserId s_owner = new(2);
    private static readonly UserId s_officer = new(3);
    private static readonly SigningProof s_proof = new("password", s_now);
    private static readonly MetricTarget s_auc = new("auc", null, 0.8, null, null, "Below it too many are declined");

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(16)]
    public void Appetite_IsAScoreUpToTheOrganisations(int? appetite) =>
        Assert.Equal("targets.appetite-not-valid", Draft(appetite).Refusal?.Code);

    [Fact]
    public void Draft_NeedsAReasonAndAPerson()
    {
        Assert.Equal("targets.reason-missing", Draft(reason: " ").Refusal?.Code);
        var key = new Access { Actor = Actor.Host, PrintedName = "Host" };
        var drafted = SystemTargets.Draft(new(1), new(1), 1, new(9, "Loans", []), Organisation, key, s_now);
        Assert.Equal(TargetsRefusals.PersonMissing, drafted.Refusal);
        Assert.True(Draft().IsDone);
    }

    [Theory]
    [InlineData("", null, 0.8, null, "targets.metric-not-valid", "targets[0].metric")]
    [InlineData("two words", null, 0.8, null, "targets.metric-not-valid", "targets[0].metric")]
    [InlineData("auc", null, null, null, "targets.bounds-not-valid", "targets[0].min")]
    [InlineData("auc", null, 0.9, 0.8, "targets.bounds-not-valid", "targets[0].min")]
    [InlineData("auc", null, double.NaN, null, "targets.bounds-not-valid", "targets[0].min")]
    [InlineData("auc", null, double.PositiveInfinity, null, "targets.bounds-not-valid", "targets[0].min")]
    public void Target_ThatCannotBe_IsNamed(string metric, string? slice, double? min, double? max, string code, string field)
    {
        var refusal = Draft(targets: new MetricTarget(metric, slice, min, max, null, "Why")).Refusal;
        Assert.Equal((code, field), (refusal?.Code, refusal?.Errors.Keys.Single()));
    }

    [Fact]
    public void OneMetric_HasOneTargetForEachSlice()
    {
        Assert.True(Draft(targets: [s_auc, s_auc with { Slice = "region=north" }]).IsDone);
        Assert.Equal(TargetsRefusals.Twice, Draft(targets: [s_auc, s_auc with { Min = 0.9 }]).Refusal);
    }

    [Fact]
    public void WhoDraftedAPart_NeverSigns_AndOnlyOwnerOrRiskOfficerDo()
    {
        var targets = Draft().Value;
        Assert.Null(targets.Write(new(8, "Loans", [s_auc]), Organisation, Person(s_officer, Roles.RiskOfficer), s_now));

        Assert.Equal(TargetsRefusals.DraftedIt, Sign(targets, s_officer, Roles.RiskOfficer));
        Assert.Equal(TargetsRefusals.NotTheirsToSign, Sign(targets, s_author, Roles.ComplianceOfficer));
        Assert.Equal(TargetsRefusals.NotTheirsToSign, Sign(targets, new(9), Roles.ModelOwner));
        Assert.Equal(TargetsState.Draft, targets.State);
        Assert.Null(Sign(targets, s_owner, Roles.ModelOwner));
        Assert.Equal((TargetsState.InForce, s_owner), (targets.State, targets.Signature!.Attestation.Person));
    }

    [Fact]
    public void TwoAccountsOfOneHand_DoNotDraftAndSign()
    {
        var targets = Draft().Value;
        var signer = new Signer(s_officer, "Officer", Roles.RiskOfficer)
        {
            Separation = new Separation([], [(s_officer, s_author)], s_now),
        };

        Assert.Equal(
            PromotionRefusals.AccessByOneHand,
            targets.Sign(signer, s_owner, targets.ContentSha256(), Organisation, null, s_proof, s_now)
        );
    }

    [Fact]
    public void Signature_IsUnderWhatWasSeen_AndASignedVersionNeverChanges()
    {
        var targets = Draft().Value;
        var seen = targets.ContentSha256();
        Assert.Null(targets.Write(new(8, "Loans", [s_auc]), Organisation, Person(s_author), s_now));

        Assert.Equal(TargetsRefusals.ContentChanged, Sign(targets, s_officer, Roles.RiskOfficer, sha256: seen));
        Assert.Equal("targets.appetite-not-valid", Sign(targets, s_officer, Roles.RiskOfficer, organisation: 7)?.Code);
        Assert.Null(Sign(targets, s_officer, Roles.RiskOfficer));
        Assert.Equal(targets.ContentSha256(), targets.Signature!.ContentSha256);
        Assert.Equal("targets.not-a-draft", targets.Write(new(3, "No", []), Organisation, Person(s_author), s_now)?.Code);
        Assert.Equal("targets.not-a-draft", Sign(targets, s_officer, Roles.RiskOfficer)?.Code);
        Assert.Equal(8, targets.Appetite);
    }

    [Fact]
    public void NextVersion_KeepsTheDayOfATargetThatAsksTheSame_AndOfNoOther()
    {
        var first = Draft(targets: [s_auc, s_auc with { Metric = "recall" }]).Value;
        Assert.Null(Sign(first, s_officer, Roles.RiskOfficer));
        var later = s_now.AddDays(30);
        var second = Draft(targets: [s_auc with { Why = "In other words" }, s_auc with { Metric = "recall", Min = 0.7 }]).Value;

        Assert.Null(Sign(second, s_officer, Roles.RiskOfficer, before: first, now: later));
        first.Supersede(later);
        Assert.Equal([s_now, later], second.Targets.Select(t => t.Since!.Value));
        Assert.Equal((TargetsState.Superseded, later), (first.State, first.SupersededAt));
        Assert.Equal([s_now, s_now], first.Targets.Select(t => t.Since!.Value));
    }

    [Theory]
    [InlineData(1, 0.8, TargetOutcome.Met)]
    [InlineData(1, 0.79, TargetOutcome.Missed)]
    [InlineData(0, 0.8, TargetOutcome.Met)]
    [InlineData(-1, 0.99, TargetOutcome.KnownBefore)]
    [InlineData(-1, 0.1, TargetOutcome.KnownBefore)]
    public void Result_FiledBeforeTheSignature_IsNeverMet(int days, double value, TargetOutcome expected) =>
        Assert.Equal(expected, Signed.Judge([Result(days, value)]).Outcome);

    [Fact]
    public void Result_FiledAgainAfterTheSignature_StaysKnown_AlsoWhenTheFirstWasWithdrawn()
    {
        Assert.Equal(TargetOutcome.KnownBefore, Signed.Judge([Result(-1, 0.9), Result(1, 0.9)]).Outcome);
        Assert.Equal(TargetOutcome.KnownBefore, Signed.Judge([Result(-1, 0.9) with { Counts = false }, Result(1, 0.9)]).Outcome);
    }

    [Fact]
    public void NewestResultThatCounts_Decides_AndWithoutOneThereIsNone()
    {
        Assert.Equal(TargetOutcome.Missed, Signed.Judge([Result(1, 0.9), Result(2, 0.7)]).Outcome);
        Assert.Equal(TargetOutcome.Met, Signed.Judge([Result(1, 0.9), Result(2, 0.7) with { Counts = false }]).Outcome);
        Assert.Equal(TargetOutcome.NoResult, Signed.Judge([]).Outcome);
        Assert.Equal(TargetOutcome.NoResult, Signed.Judge([Result(1, 0.9) with { Values = [] }]).Outcome);
        Assert.Equal(TargetOutcome.Missed, Signed.Judge([Result(1, 0.9) with { Values = [0.9, 0.7] }]).Outcome);
    }

    [Fact]
    public void LiveWindow_ThatBeganAfterTheSignature_CountsThoughEvidenceWasKnown()
    {
        var live = Result(2, 0.85) with { IsLive = true };
        Assert.Equal((TargetOutcome.Met, live), Signed.Judge([Result(-1, 0.9), live]));
        Assert.Equal(TargetOutcome.KnownBefore, Signed.Judge([live with { FiledAt = s_now.AddDays(-1) }]).Outcome);
    }

    private static MetricTarget Signed => s_auc with { Since = s_now };

    private static TargetResult Result(int days, double value) =>
        new($"EVD-{days}", s_now.AddDays(days), s_now.AddDays(days), [value], Counts: true, IsLive: false);

    private static Result<SystemTargets> Draft(int? appetite = 9, string? reason = "Decides on loans", params MetricTarget[] targets) =>
        SystemTargets.Draft(new(1), new SystemId(1), 1, new(appetite, reason, targets), Organisation, Person(s_author), s_now);

    private static Refusal? Sign(
        SystemTargets targets,
        UserId person,
        string role,
        string? sha256 = null,
        int organisation = Organisation,
        SystemTargets? before = null,
        DateTimeOffset? now = null
    ) =>
        targets.Sign(
            new Signer(person, person.ToString(), role),
            s_owner,
            sha256 ?? targets.ContentSha256(),
            organisation,
            before,
            s_proof,
            now ?? s_now
        );

    private static Access Person(UserId id, string role = Roles.ComplianceOfficer) =>
        new()
        {
            Actor = Actor.OfUser(id, role, null),
            Person = id,
            People = [id],
            PrintedName = id.ToString(),
        };
}
