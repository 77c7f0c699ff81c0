using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using static Governance.Domain.Tests.ModelRisk.ModelRiskScene;

namespace Governance.Domain.Tests.ModelRisk;

public sealed class ValidationTests
{
    [Fact]
    public void Validator_IsNeitherDeveloperNorOwnerNorRequester()
    {
        Assert.True(Plan(Validator).IsDone);
        Assert.Equal(ValidationRefusals.ValidatorDeveloped, Plan(Developer).Refusal);
        Assert.Equal(ValidationRefusals.ValidatorOwns, Plan(Owner).Refusal);
        Assert.Equal(ValidationRefusals.ValidatorRequested, Plan(Requester).Refusal);
        Assert.Equal(ValidationRefusals.DeveloperUnknown, Plan(Validator, parties: Parties with { Developers = [] }).Refusal);
    }

    [Fact]
    public void Plan_NeedsWordsAndADayThatCanBe()
    {
        Assert.Equal(ValidationRefusals.ScopeMissing, Plan(Validator, scope: " ").Refusal);
        Assert.Equal(ValidationRefusals.DueNotValid, Plan(Validator, Today.AddDays(-1)).Refusal);
        Assert.Equal(ValidationRefusals.DueNotValid, Plan(Validator, Today.AddMonths(25)).Refusal);
    }

    [Fact]
    public void Report_IsSignedOnce_ByTheNamedValidator()
    {
        var validation = Plan(Validator).Value;

        Assert.Equal(ValidationRefusals.NotValidator, Sign(validation, Other).Refusal);
        Assert.True(Sign(validation, Validator).IsDone);
        Assert.Equal((ValidationState.Reported, Validator), (validation.State, validation.Report!.Attestation.Person));
        Assert.Equal(ValidationRefusals.Closed, Sign(validation, Validator).Refusal);
        Assert.Equal(ValidationRefusals.Closed, validation.Cancel(Now));
    }

    [Fact]
    public void Report_ByAValidatorWhoAskedForThePromotionSince_IsForbidden() =>
        Assert.Equal(
            ValidationRefusals.ValidatorRequested,
            Plan(Validator).Value.Sign(Signer(Validator), Verdict(), Parties with { Requesters = [Validator] }, Proof, Now).Refusal
        );

    [Theory]
    [InlineData(ValidationConclusion.FitWithConditions, null, false)]
    [InlineData(ValidationConclusion.FitWithConditions, "Below 50,000", true)]
    [InlineData(ValidationConclusion.Fit, "Below 50,000", false)]
    [InlineData(ValidationConclusion.NotFit, null, true)]
    public void Report_HasConditionsExactlyWhenItIsFitWithConditions(ValidationConclusion conclusion, string? conditions, bool signs) =>
        Assert.Equal(
            signs ? null : ValidationRefusals.ConditionsMissing,
            Plan(Validator).Value.Sign(Signer(Validator), Verdict(conclusion, conditions), Parties, Proof, Now).Refusal
        );

    [Fact]
    public void Report_WithoutEffectiveChallenge_IsRefused()
    {
        Assert.Equal(ValidationRefusals.ChallengeMissing, Say(Verdict() with { Challenged = "" }));
        Assert.Equal(ValidationRefusals.OutcomeMissing, Say(Verdict() with { Outcome = null }));

        static Refusal? Say(ValidationVerdict verdict) =>
            Plan(Validator).Value.Sign(Signer(Validator), verdict, Parties, Proof, Now).Refusal;
    }

    private static Result<ValidationReport> Sign(ModelValidation validation, UserId person) =>
        validation.Sign(Signer(person), Verdict(), Parties, Proof, Now);
}
