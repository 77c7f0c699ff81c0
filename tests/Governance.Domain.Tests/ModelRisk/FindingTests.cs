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

    [Theory]
    [InlineData(FindingSeverity.Medium, false)]
    [InlineData(FindingSeverity.Low, false)]
    [InlineData(FindingSeverity.High, true)]
    [InlineData(FindingSeverity.Critical, true)]
    public void ALaterDay_OfWhatIsGrave_TakesASecondPerson(FindingSeverity severity, bool waits)
    {
        var finding = Raise(Validator, Owner, severity: severity).Value;
        var (before, later) = (finding.DueOn, finding.DueOn.AddDays(20));

        var moved = Move(finding, Other, later).Value;

        Assert.Equal((waits ? ExtensionState.Asked : ExtensionState.InForce, before), (moved.State, moved.Before));
        Assert.Equal(waits ? before : later, finding.DueOn);
    }

    [Fact]
    public void AnEarlierDay_CountsAtOnce_AndTheOwnersLaterOneDoesNot()
    {
        var finding = Raise(Validator, Owner, severity: FindingSeverity.High).Value;
        Assert.Equal(ExtensionState.InForce, Move(finding, Owner, Today.AddDays(10)).Value.State);
        Assert.Equal(Today.AddDays(10), finding.DueOn);

        var minor = Raise(Validator, Owner, severity: FindingSeverity.Low).Value;
        Assert.Equal(ExtensionState.Asked, Move(minor, Owner, Today.AddDays(60)).Value.State);
    }

    [Fact]
    public void AnOverdueFinding_IsExtended_ByASecondPersonWhoNeitherAskedNorOwnsIt()
    {
        var finding = Raise(Validator, Owner, Today.AddDays(1), FindingSeverity.Low).Value;
        var late = Now.AddDays(5);
        var day = Today.AddDays(30);
        Assert.Equal(ExtensionState.Asked, finding.Move(Signer(Other), day, "The data come later", late).Value.State);
        Assert.True(finding.IsOverdue(late));

        Assert.Equal(FindingRefusals.ExtensionWaiting, finding.Move(Signer(Other), day, "Again", late).Refusal);
        Assert.Equal(FindingRefusals.OwnExtension, finding.Decide(Signer(Other), confirm: true, late).Refusal);
        Assert.Equal(FindingRefusals.OwnExtension, finding.Decide(Signer(Owner), confirm: true, late).Refusal);
        Assert.Equal(FindingRefusals.NewDayPassed, finding.Decide(Signer(Validator), confirm: true, Now.AddDays(30)).Refusal);
        Assert.True(finding.Decide(Signer(Validator), confirm: false, late).IsDone);
        Assert.True(finding.IsOverdue(late));

        Assert.True(finding.Move(Signer(Other), day, "The data come later", late).IsDone);
        Assert.Equal(ExtensionState.InForce, finding.Decide(Signer(Validator), confirm: true, late).Value.State);
        Assert.False(finding.IsOverdue(late));
        Assert.Equal((day, 2), (finding.DueOn, finding.Extensions.Count));
        Assert.Equal([ExtensionState.Declined, ExtensionState.InForce], finding.Extensions.Select(e => e.State));
        Assert.Equal(FindingRefusals.NoExtension, finding.Decide(Signer(Validator), confirm: true, late).Refusal);
    }

    [Fact]
    public void ADayThatCannotBe_NoReason_AndAClosedFinding_AreRefused()
    {
        var finding = Raise(Validator, Owner).Value;

        Assert.Equal(FindingRefusals.NewDayNotValid, Move(finding, Other, null).Refusal);
        Assert.Equal(FindingRefusals.NewDayNotValid, Move(finding, Other, finding.DueOn).Refusal);
        Assert.Equal(FindingRefusals.NewDayNotValid, Move(finding, Other, Today).Refusal);
        Assert.Equal(FindingRefusals.NewDayNotValid, Move(finding, Other, Today.AddMonths(ValidationFinding.MaxMonths).AddDays(1)).Refusal);
        Assert.Equal(FindingRefusals.ExtensionReasonMissing, Move(finding, Other, Today.AddDays(90), " ").Refusal);
        Assert.True(Move(finding, Other, Today.AddDays(90)).IsDone);
        Assert.Null(Close(finding, Validator));
        Assert.Null(finding.Waiting);
        Assert.Equal(FindingRefusals.Closed, Move(finding, Other, Today.AddDays(91)).Refusal);
        Assert.Equal(FindingRefusals.NoExtension, finding.Decide(Signer(Validator), confirm: true, Now).Refusal);
    }

    private static Result<FindingExtension> Move(
        ValidationFinding finding,
        UserId person,
        DateOnly? day,
        string reason = "The data come later"
    ) => finding.Move(Signer(person), day, reason, Now);

    private static Refusal? Close(ValidationFinding finding, UserId person, string? evidence = Evidence, string words = "Recalibrated") =>
        finding.Close(Signer(person), Parties, evidence, words, Now);

    private static Result<ValidationFinding> Raise(
        UserId person,
        UserId owner,
        DateOnly? due = null,
        FindingSeverity severity = FindingSeverity.High
    ) =>
        ValidationFinding.Raise(
            new(1),
            Plan(Validator).Value,
            new(severity, "Calibration is off above 0.8", owner, owner.ToString(), due ?? Today.AddDays(30)),
            Signer(person),
            Now
        );
}
