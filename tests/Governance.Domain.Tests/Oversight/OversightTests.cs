using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;

namespace Governance.Domain.Tests.Oversight;

public sealed class OversightTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly s_today = new(2026, 11, 24);
    private static readonly (UserId, string) s_owner = (new UserId(2), "Olga Owner");
    private static readonly (UserId, string) s_other = (new UserId(3), "Rita Risk");

    [Fact]
    public void NoOneAppointsThemselves() => Assert.Equal(OversightRefusals.AppointsThemselves, Appoint(person: new UserId(2)).Refusal);

    [Theory]
    [InlineData(0, -1)]
    [InlineData(-30, -1)]
    [InlineData(10, 9)]
    public void AnAppointmentThatIsOverBeforeItBegins_IsRefused(int from, int until) =>
        Assert.Equal(OversightRefusals.DaysNotValid, Appoint(from, until).Refusal);

    [Theory]
    [InlineData(0, null, 10, true)]
    [InlineData(0, null, null, false)]
    [InlineData(1, null, 10, false)]
    [InlineData(-9, 0, 10, true)]
    public void APersonCounts_WhileAppointedAndTrained(int from, int? until, int? trainedUntil, bool counts)
    {
        var overseer = Appoint(from, until).Value;
        if (trainedUntil is { } days)
        {
            Assert.True(Train(overseer, s_today, s_today.AddDays(days)).IsDone);
        }

        Assert.Equal(counts, overseer.CountsOn(s_today));
    }

    [Fact]
    public void TheLastDay_OfAnAppointmentAndOfATraining_StillCounts()
    {
        var overseer = Appoint(0, 5).Value;
        Train(overseer, s_today, s_today.AddDays(3));

        Assert.Equal((true, false), (overseer.CountsOn(s_today.AddDays(3)), overseer.CountsOn(s_today.AddDays(4))));
        Train(overseer, s_today, s_today.AddDays(30));
        Assert.Equal((true, false), (overseer.CountsOn(s_today.AddDays(5)), overseer.CountsOn(s_today.AddDays(6))));
        Assert.Equal([1, 2], overseer.Trainings.Select(t => t.Number));
    }

    [Fact]
    public void Training_IsRecordedBySomeoneElse_AndLiesInThePast()
    {
        var overseer = Appoint().Value;

        Assert.Equal(
            OversightRefusals.TrainsThemselves,
            overseer.Train("Stop it", s_today, s_today.AddDays(1), "Us", OversightProof.None, (new UserId(9), "Otto"), s_now).Refusal
        );
        Assert.Equal(OversightRefusals.TrainingDaysNotValid, Train(overseer, s_today.AddDays(1), s_today.AddDays(2)).Refusal);
        Assert.Equal(OversightRefusals.TrainingDaysNotValid, Train(overseer, s_today, s_today.AddYears(6)).Refusal);
        Assert.Equal(
            OversightRefusals.DigestNotValid,
            overseer.Train("Stop it", s_today, s_today, "Us", new OversightProof(null, "ABC"), s_owner, s_now).Refusal
        );
        Assert.Equal(
            OversightRefusals.TrainingMissing,
            overseer.Train(" ", s_today, s_today, "Us", OversightProof.None, s_owner, s_now).Refusal
        );
        Assert.Equal(
            OversightRefusals.TrainerMissing,
            overseer.Train("Stop it", s_today, s_today, null, OversightProof.None, s_owner, s_now).Refusal
        );
        Assert.Empty(overseer.Trainings);
    }

    [Fact]
    public void AnEndedAppointment_StaysEnded()
    {
        var overseer = Appoint().Value;
        Train(overseer, s_today, s_today.AddDays(30));

        Assert.Equal(OversightRefusals.ReasonMissing, overseer.End("", "Olga Owner", s_now));
        Assert.Null(overseer.End("Moved on", "Olga Owner", s_now));

        Assert.False(overseer.CountsOn(s_today));
        Assert.Equal((OversightEnd.Relieved, "Moved on"), (overseer.Because, overseer.EndReason!.Text));
        Assert.Equal("oversight.has-ended", overseer.End("Again", "Olga Owner", s_now)?.Code);
        Assert.Equal("oversight.has-ended", Train(overseer, s_today, s_today.AddDays(1)).Refusal?.Code);
    }

    [Fact]
    public void ADisabledAccount_EndsTheAppointment()
    {
        var overseer = Appoint().Value;

        overseer.EndWithAccount(s_now);

        Assert.Equal((OversightEnd.AccountDisabled, null), (overseer.Because, overseer.EndedByName));
        Assert.False(overseer.IsOpenOn(s_today));
    }

    [Theory]
    [InlineData(StopTestResult.Stopped, null)]
    [InlineData(StopTestResult.Stopped, -1)]
    [InlineData(StopTestResult.Stopped, 604_801)]
    [InlineData(StopTestResult.Failed, 5)]
    public void SecondsThatCannotBe_AreRefused(StopTestResult result, int? seconds) =>
        Assert.Equal(OversightRefusals.SecondsNotValid, Test(result, seconds).Refusal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1200)]
    public void ANextTestThatCannotBe_IsRefused(int days) =>
        Assert.Equal(OversightRefusals.NextNotValid, Test(StopTestResult.Stopped, 5, days).Refusal);

    [Fact]
    public void ATest_IsRecordedAfterItWasMade_AndSaysWhatWasStopped()
    {
        Assert.Equal(OversightRefusals.TestedInTheFuture, Test(StopTestResult.Stopped, 5, at: s_now.AddMinutes(1)).Refusal);
        Assert.Equal(OversightRefusals.TestMissing, Test(StopTestResult.Stopped, 5, what: " ").Refusal);
    }

    [Fact]
    public void ATest_CountsOnceSomeoneElseConfirmedIt()
    {
        var test = Test(StopTestResult.Stopped, 5).Value;

        Assert.Equal(OversightRefusals.ConfirmsThemselves, test.Confirm(s_owner, s_now));
        Assert.Equal(StopTestState.Recorded, test.State);
        Assert.Null(test.Confirm(s_other, s_now));
        Assert.Equal((StopTestState.Confirmed, "Rita Risk"), (test.State, test.DecidedByName));
        Assert.Equal("oversight.already-decided", test.Decline("No", s_other, s_now)?.Code);
    }

    [Fact]
    public void ADeclinedTest_HasAReason_AndIsNeverConfirmed()
    {
        var test = Test(StopTestResult.Failed, null).Value;

        Assert.Equal(OversightRefusals.ConfirmsThemselves, test.Decline("No", s_owner, s_now));
        Assert.Equal(OversightRefusals.ReasonMissing, test.Decline(" ", s_other, s_now));
        Assert.Null(test.Decline("It was a drill on paper", s_other, s_now));
        Assert.Equal("oversight.already-decided", test.Confirm(s_other, s_now)?.Code);
    }

    private static Result<Overseer> Appoint(int from = 0, int? until = null, UserId? person = null) =>
        Overseer.Appoint(
            new OverseerId(1),
            new SystemId(1),
            (person ?? new UserId(9), "Otto Overseer"),
            OversightAuthority.Stop,
            s_today.AddDays(from),
            until is { } days ? s_today.AddDays(days) : null,
            s_owner,
            s_now
        );

    private static Result<OversightTraining> Train(Overseer overseer, DateOnly on, DateOnly until) =>
        overseer.Train("Stop it", on, until, "Us", OversightProof.None, s_owner, s_now);

    private static Result<StopTest> Test(
        StopTestResult result,
        int? seconds,
        int next = 180,
        DateTimeOffset? at = null,
        string what = "Switched off by its flag"
    ) =>
        StopTest.Record(
            new StopTestId(1),
            new SystemId(1),
            new StopTestReport(at ?? s_now, result, what, seconds, s_today.AddDays(next), OversightProof.None),
            s_owner,
            s_now
        );
}
