using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using static Governance.Domain.Tests.ModelRisk.ModelRiskScene;

namespace Governance.Domain.Tests.ModelRisk;

public sealed class FindingTests
{
    private const string Evidence = "EVD-0012";

    [Fact]
    public void OnlyTheValidator_RaisesAFinding_AndOwnsNone()
    {
        Assert.True(Raise(Validator, Owner).IsDone);
        Assert.Equal(ValidationRefusals.NotValidator, Raise(Other, Owner).Refusal);
        Assert.Equal(FindingRefusals.OwnerValidates, Raise(Validator, Validator).Refusal);
        Assert.Equal(FindingRefusals.DueNotValid, Raise(Validator, Owner, Today).Refusal);
    }

    [Fact]
    public void AFinding_IsOverdueFromTheEndOfItsDay()
    {
        var finding = Raise(Validator, Owner, Today.AddDays(1)).Value;
        var end = new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

        Assert.False(finding.IsOverdue(end.AddTicks(-1)));
        Assert.True(finding.IsOverdue(end));
    }

    [Fact]
    public void Closing_TakesAnIndependentPersonWhoDoesNotOwnIt_EvidenceAndWords()
    {
        var finding = Raise(Validator, Other).Value;

        Assert.Equal(FindingRefusals.OwnerCloses, Close(finding, Other));
        Assert.Equal(ValidationRefusals.ValidatorDeveloped, Close(finding, Developer));
        Assert.Equal(FindingRefusals.EvidenceMissing, Close(finding, Validator, evidence: null));
        Assert.Equal(FindingRefusals.ClosureMissing, Close(finding, Validator, words: " "));
        Assert.Null(Close(finding, Validator));
        Assert.Equal((FindingState.Closed, Evidence), (finding.State, finding.Evidence));
        Assert.False(finding.IsOverdue(Now.AddYears(5)));
        Assert.Equal(FindingRefusals.Closed, Close(finding, Validator));
    }

    private static Refusal? Close(ValidationFinding finding, UserId person, string? evidence = Evidence, string words = "Recalibrated") =>
        finding.Close(Signer(person), Parties, evidence, words, Now);

    private static Result<ValidationFinding> Raise(UserId person, UserId owner, DateOnly? due = null) =>
        ValidationFinding.Raise(
            new(1),
            Plan(Validator).Value,
            new(FindingSeverity.High, "Calibration is off above 0.8", owner, owner.ToString(), due ?? Today.AddDays(30)),
            Signer(person),
            Now
        );
}
