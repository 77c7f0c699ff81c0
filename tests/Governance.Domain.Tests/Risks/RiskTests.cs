using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;

namespace Governance.Domain.Tests.Risks;

/// <summary>A risk is scored, treated, watched and accepted by its rules.</summary>
public sealed class RiskTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_owner = new(1);
    private static readonly UserId s_assessor = new(2);
    private static readonly SigningProof s_proof = new("password", s_now);
    private static readonly string s_shown = new('a', 64);

    [Theory]
    [InlineData(1, 4, 4, RiskBand.Low)]
    [InlineData(1, 5, 5, RiskBand.Medium)]
    [InlineData(3, 3, 9, RiskBand.Medium)]
    [InlineData(2, 5, 10, RiskBand.High)]
    [InlineData(4, 4, 16, RiskBand.High)]
    [InlineData(4, 5, 20, RiskBand.Critical)]
    [InlineData(5, 5, 25, RiskBand.Critical)]
    public void Rating_Score_IsTheProductAndHasItsBand(int likelihood, int impact, int score, RiskBand band)
    {
        var rating = new RiskRating(likelihood, impact);

        Assert.Equal((score, band), (rating.Score, rating.Band));
        Assert.InRange(score, RiskBands.Range(band).From, RiskBands.Range(band).To);
    }

    [Fact]
    public void Raise_ThatBreaksARule_IsRefusedByItsField()
    {
        var facts = Facts();

        Assert.Equal(RiskRefusals.TitleNotValid, Risk.Raise(new(1), facts with { Title = " " }, null, s_now).Refusal);
        Assert.Equal("risk.rating-not-valid", Risk.Raise(new(1), facts with { Inherent = new(0, 3) }, null, s_now).Refusal?.Code);
        Assert.Equal("risk.rating-not-valid", Risk.Raise(new(1), facts with { Residual = new(6, 1) }, null, s_now).Refusal?.Code);
        Assert.Equal(
            RiskRefusals.ResidualAboveInherent,
            Risk.Raise(new(1), facts with { Inherent = new(2, 2), Residual = new(3, 3) }, null, s_now).Refusal
        );
        Assert.Equal(
            RiskRefusals.VersionWithoutModel,
            Risk.Raise(new(1), facts with { Model = null, Version = "1.0.0" }, null, s_now).Refusal
        );
        Assert.Equal(RiskRefusals.ReviewTooLate, Risk.Raise(new(1), facts with { ReviewAt = s_now.AddYears(2) }, null, s_now).Refusal);
    }

    [Fact]
    public void Review_Rhythm_FollowsTheBandOfWhatIsLeft()
    {
        var risk = Raised(residual: new(2, 4));
        Assert.Equal(s_now.AddDays(182), risk.ReviewAt);

        Assert.Null(risk.Change(risk.ToFacts() with { Residual = new(4, 4), ReviewAt = null }, s_assessor, s_now));

        Assert.Equal(s_now.AddDays(91), risk.ReviewAt);
        Assert.Null(risk.Review(s_now.AddDays(10)));
        Assert.Equal(s_now.AddDays(101), risk.ReviewAt);
    }

    [Fact]
    public void Signal_OpenAlert_RaisesTheLikelihoodAndGoesBackWhenItIsOver()
    {
        var risk = Raised(residual: new(2, 4));
        Assert.Null(risk.Bind(new(new MonitorId(3), null, 1, 2), s_now));

        var why = risk.ApplySignal(new(DriftLevel.Alert, new AlertId(7), "drift of amount, PSI 0.31"), s_now);
        Assert.Equal("ALR-0007 (drift of amount, PSI 0.31), level alert: likelihood from 2 to 4, residual score from 8 to 16.", why);
        Assert.Equal((4, 16, 2, true), (risk.ResidualLikelihood, risk.ResidualScore, risk.AssessedLikelihood, risk.IsRaised));
        Assert.Null(risk.ApplySignal(new(DriftLevel.Alert, new AlertId(7), "drift of amount, PSI 0.32"), s_now)); // nothing new

        Assert.Equal(
            "ALR-0007 is over: likelihood back from 4 to 2, residual score from 16 to 8.",
            risk.ApplySignal(new(DriftLevel.Ok, null, ""), s_now)
        );
        Assert.Equal((8, false), (risk.ResidualScore, risk.IsRaised));
    }

    [Fact]
    public void Signal_NeverLeavesTheScale_AndNeverScoresWhatNobodyAssessed()
    {
        var top = Raised(residual: new(4, 3));
        Assert.Null(top.Bind(new(null, AlertRule.SecretInOutput, 2, 4), s_now));
        top.ApplySignal(new(DriftLevel.Alert, new AlertId(1), "secret"), s_now);
        Assert.Equal(5, top.ResidualLikelihood);

        var unknown = Raised(residual: null);
        Assert.Null(unknown.Bind(new(new MonitorId(1), null), s_now));
        Assert.Contains(
            "not assessed",
            unknown.ApplySignal(new(DriftLevel.Alert, new AlertId(1), "drift"), s_now),
            StringComparison.Ordinal
        );
        Assert.Null(unknown.ResidualScore);
    }

    [Fact]
    public void Signal_ThatIsNotOne_IsRefused()
    {
        var risk = Raised(residual: new(2, 2));

        Assert.Equal(RiskRefusals.SignalNotNamed, risk.Bind(new(null, null), s_now));
        Assert.Equal(RiskRefusals.SignalNotNamed, risk.Bind(new(new MonitorId(1), AlertRule.Drift), s_now));
        Assert.Equal(RiskRefusals.SignalStepsNotValid, risk.Bind(new(new MonitorId(1), null, 3, 2), s_now));
        Assert.Equal(RiskRefusals.SignalStepsNotValid, risk.Bind(new(new MonitorId(1), null, 0, 0), s_now));
        Assert.Equal(
            RiskRefusals.SignalWithoutModel,
            Risk.Raise(new(1), Facts() with { Model = null }, null, s_now).Value.Bind(new(new MonitorId(1), null), s_now)
        );
        Assert.Null(risk.Bind(new(new MonitorId(1), null), s_now));
        Assert.Equal(RiskRefusals.SignalOfAnotherModel, risk.Change(risk.ToFacts() with { Model = "other" }, null, s_now));
    }

    [Fact]
    public void Treated_TakesMitigationsInPlaceWithEvidenceAndEveryStepDone()
    {
        var risk = Raised(residual: new(2, 3));
        Assert.Null(risk.Change(risk.ToFacts() with { Treatment = RiskTreatment.Reduce }, null, s_now));
        Assert.False(risk.IsTreated(s_now));
        Assert.Equal(1, risk.AddMitigation("Monthly calibration", null, s_now).Value);
        Assert.False(risk.IsTreated(s_now));
        Assert.Equal(RiskRefusals.EvidenceMissing, risk.PutInPlace(1, " ", s_now));
        Assert.Null(risk.PutInPlace(1, "EVD-0004", s_now));
        Assert.True(risk.IsTreated(s_now));

        Assert.Equal(1, risk.AddStep("Retrain", s_now.AddDays(9), s_now).Value);
        Assert.Equal(2, risk.AddStep("Confirm", s_now.AddDays(4), s_now).Value);
        Assert.Equal((false, s_now.AddDays(4)), (risk.IsTreated(s_now), risk.DueAt));
        Assert.Null(risk.FinishStep(2, null, s_owner, s_now));
        Assert.Equal(RiskRefusals.StepDone, risk.FinishStep(2, null, s_owner, s_now));
        Assert.Equal(RiskRefusals.PartNotFound, risk.FinishStep(9, null, s_owner, s_now));
        Assert.Null(risk.FinishStep(1, null, s_owner, s_now));
        Assert.Equal((true, null), (risk.IsTreated(s_now), risk.DueAt));
    }

    [Fact]
    public void Watching_IsNoTreatmentAboveMedium()
    {
        var risk = Raised(residual: new(3, 3));
        Assert.Null(risk.Change(risk.ToFacts() with { Treatment = RiskTreatment.Monitor }, null, s_now));
        Assert.False(risk.IsTreated(s_now));
        Assert.Null(risk.Bind(new(new MonitorId(1), null), s_now));
        Assert.True(risk.IsTreated(s_now));

        risk.ApplySignal(new(DriftLevel.Alert, new AlertId(1), "drift"), s_now);

        Assert.Equal((RiskBand.High, false), (risk.Band, risk.IsTreated(s_now)));
    }

    [Fact]
    public void Accept_IsBoundedByTheBandAndEndsByItself()
    {
        var risk = Raised(residual: new(3, 3));
        var officer = new Signer(new(5), "Ingrid", Roles.RiskOfficer);

        Assert.Equal(
            "risk.acceptance-not-bounded",
            risk.Accept(officer, "Known", s_now.AddDays(183), s_shown, s_proof, s_now).Refusal?.Code
        );
        Assert.Equal(RiskRefusals.ReasonMissing, risk.Accept(officer, " ", s_now.AddDays(90), s_shown, s_proof, s_now).Refusal);
        Assert.True(risk.Accept(officer, "Known", s_now.AddDays(90), s_shown, s_proof, s_now).IsDone);
        Assert.Equal(
            (AcceptanceState.InForce, RiskTreatment.Accept, true),
            (risk.Acceptance!.State, risk.Treatment, risk.IsTreated(s_now))
        );
        Assert.Equal(RiskRefusals.AcceptedAlready, risk.Accept(officer, "Known", s_now.AddDays(90), s_shown, s_proof, s_now).Refusal);

        // The gate looks at the clock itself; the job writes it down later.
        Assert.False(risk.IsTreated(s_now.AddDays(90)));
        Assert.False(risk.ExpireAcceptance(s_now.AddDays(89)));
        Assert.True(risk.ExpireAcceptance(s_now.AddDays(91)));
        Assert.Equal((null, AcceptanceState.Expired), (risk.Acceptance, risk.Acceptances[0].State));
    }

    [Fact]
    public void Accept_OfAHighRisk_IsNotForItsOwnerOrAssessorNorForAnyRole()
    {
        var risk = Raised(residual: new(4, 3));

        Assert.Equal("risk.acceptance-role", Sign(new(9), Roles.ModelOwner)?.Code);
        Assert.Equal(RiskRefusals.OwnRisk, Sign(s_owner, Roles.RiskOfficer));
        Assert.Equal(RiskRefusals.OwnRisk, Sign(s_assessor, Roles.RiskOfficer));
        Assert.Null(Sign(new(9), Roles.RiskOfficer));

        Refusal? Sign(UserId person, string role) =>
            risk.Accept(new Signer(person, "Somebody", role), "Known", s_now.AddDays(30), s_shown, s_proof, s_now).Refusal;
    }

    [Fact]
    public void Accept_OfImpactFive_TakesTwoPeopleInTwoRoles()
    {
        var risk = Raised(residual: new(1, 5));

        Assert.True(risk.Accept(new Signer(new(8), "A", Roles.RiskOfficer), "Known", s_now.AddDays(30), s_shown, s_proof, s_now).IsDone);
        Assert.Equal((AcceptanceState.Waiting, false), (risk.Acceptance!.State, risk.IsTreated(s_now)));
        Assert.Equal(
            RiskRefusals.TwoPeople,
            risk.Accept(new Signer(new(8), "A", Roles.ComplianceOfficer), "Known", null, s_shown, s_proof, s_now).Refusal
        );
        Assert.Equal(
            RiskRefusals.TwoPeople,
            risk.Accept(new Signer(new(9), "B", Roles.RiskOfficer), "Known", null, s_shown, s_proof, s_now).Refusal
        );
        Assert.True(risk.Accept(new Signer(new(9), "B", Roles.ComplianceOfficer), "Known", null, s_shown, s_proof, s_now).IsDone);
        Assert.Equal((AcceptanceState.InForce, true), (risk.Acceptance!.State, risk.IsTreated(s_now)));
    }

    [Fact]
    public void Acceptance_IsVoidWhenTheRiskGrows()
    {
        var risk = Raised(residual: new(2, 3));
        Assert.Null(risk.Bind(new(new MonitorId(1), null), s_now));
        Assert.True(risk.Accept(new Signer(new(9), "A", Roles.RiskOfficer), "Known", s_now.AddDays(30), s_shown, s_proof, s_now).IsDone);

        risk.ApplySignal(new(DriftLevel.Warning, new AlertId(4), "drift"), s_now);

        Assert.Equal((null, AcceptanceState.Void, false), (risk.Acceptance, risk.Acceptances[0].State, risk.IsTreated(s_now)));
    }

    [Fact]
    public void Closed_TakesNothingButToBeOpenedAgain()
    {
        var risk = Raised(residual: new(2, 2));
        Assert.Equal(RiskRefusals.ReasonMissing, risk.Close("", s_now));
        Assert.Null(risk.Close("Retired", s_now));

        Assert.Equal(RiskRefusals.Closed, risk.Change(risk.ToFacts(), null, s_now));
        Assert.Equal(RiskRefusals.Closed, risk.AddStep("x", s_now.AddDays(1), s_now).Refusal);
        Assert.Equal(RiskRefusals.Closed, risk.Bind(null, s_now));
        Assert.Equal(RiskRefusals.Closed, risk.Review(s_now));
        Assert.Null(risk.Reopen("It is back", s_now));
        Assert.Equal(RiskRefusals.NotClosed, risk.Reopen("It is back", s_now));
    }

    [Fact]
    public void Differences_NameWhatChanged_AndNothingElse()
    {
        var risk = Raised(residual: new(2, 4));
        var before = RiskSnapshot.ToBytes(risk);
        risk.Change(risk.ToFacts() with { Residual = new(3, 4), Threats = [new("owasp-llm-2025", "LLM01:2025")] }, null, s_now);
        risk.AddStep("Retrain", s_now.AddDays(9), s_now);

        var differences = RiskSnapshot.Differences(before, RiskSnapshot.ToBytes(risk));

        Assert.Equal(
            [
                "assessed.likelihood 2>3",
                "assessed.score 8>12",
                "residual.likelihood 2>3",
                "residual.score 8>12",
                "steps[1].dueAt >2026-11-29T09:00:00.000Z",
                "steps[1].text >Retrain",
                "threats >owasp-llm-2025 LLM01:2025",
            ],
            differences.Select(d => $"{d.Member} {d.Before}>{d.After}")
        );
        Assert.Empty(RiskSnapshot.Differences(before, before));
    }

    private static RiskFacts Facts() =>
        new("Economic shock breaks calibration", RiskCategory.Drift, s_owner, new(5, 5)) { Model = "credit" };

    private static Risk Raised(RiskRating? residual) => Risk.Raise(new(1), Facts() with { Residual = residual }, s_assessor, s_now).Value;
}
