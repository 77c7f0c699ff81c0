using Governance.Domain.Gates;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.Gates;

/// <summary>How a deployment stands, and since when, from one judgement to the next.</summary>
public sealed class PostureOfDeploymentTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly Deployment s_deployment = new()
    {
        Id = new DeploymentId(1),
        Model = "credit",
        Version = "1.0",
        Environment = "eu",
    };

    [Fact]
    public void ARuleThatGoesOnFailing_KeepsItsClock_WhenAnotherOneJoins()
    {
        var first = Of(1, [Fault("PERF-01", days: 7)], null, 0);
        var second = Of(2, [Fault("PERF-01", days: 7), Fault("DRFT-01", days: 1, ends: true)], first, 3);

        Assert.Equal((s_start, s_start.AddDays(3)), (second.Since, second.From));
        Assert.Equal([("DRFT-01", s_start.AddDays(3)), ("PERF-01", s_start)], second.Findings.Select(f => (f.Rule, f.Since)));
        Assert.Equal((s_start.AddDays(4), s_start.AddDays(4)), (second.GraceUntil, second.PermitsEndAt));
    }

    [Fact]
    public void AnotherTimeInThePolicy_CountsFromTheBeginningOfTheFailure()
    {
        var first = Of(1, [Fault("PERF-01", days: 30)], null, 0);
        var stricter = Fault("PERF-01", days: 2);
        var second = Of(2, [stricter], first, 10);

        Assert.False(first.Says([stricter]));
        Assert.Equal(s_start.AddDays(2), second.GraceUntil);
        Assert.True(second.Findings.Single().IsOverdue(s_start.AddDays(10)));
        Assert.Null(second.PermitsEndAt);
    }

    [Fact]
    public void ARuleThatWasMetInBetween_BeginsAgain()
    {
        var failed = Of(1, [Fault("PERF-01", days: 7)], null, 0);
        var met = Of(2, [], failed, 1);
        var again = Of(3, [Fault("PERF-01", days: 7)], met, 2);

        Assert.Equal((PostureState.In, s_start.AddDays(1), (DateTimeOffset?)null), (met.State, met.Since, met.GraceUntil));
        Assert.Equal((PostureState.Out, s_start.AddDays(2), s_start.AddDays(9)), (again.State, again.Since, again.GraceUntil));
    }

    [Fact]
    public void OtherWordsAndNumbers_AreTheSameFailure_AndAnotherSeverityIsNot()
    {
        var posture = Of(1, [Fault("PERF-01", days: 7)], null, 0);

        Assert.True(posture.Says([Fault("PERF-01", days: 7) with { Message = "AUC 0.71.", Actual = "0.71" }]));
        Assert.False(posture.Says([Fault("PERF-01", days: 7) with { Severity = "critical" }]));
        Assert.False(posture.Says([]));
        Assert.False(posture.Says([Fault("PERF-01", days: 7), Fault("PERF-02", days: 7)]));
    }

    [Fact]
    public void OnlyWhatDoesNotBlock_IsAWarning()
    {
        var advisory = new PostureFault("p", "DOC-01", "low", Blocks: false, "No card.");

        Assert.Equal(PostureState.Warning, Of(1, [advisory], null, 0).State);
        Assert.Equal("DRFT-01", Of(2, [advisory, Fault("DRFT-01", days: 1)], null, 0).Findings[0].Rule);
    }

    private static PostureFault Fault(string rule, int days, bool ends = false) =>
        new("p", rule, "high", Blocks: true, "Not met.") { Grace = TimeSpan.FromDays(days), EndsPermits = ends };

    private static Posture Of(int number, PostureFault[] faults, Posture? before, int day) =>
        Posture.Of(new PostureId(number), s_deployment, faults, before, s_start.AddDays(day));
}
