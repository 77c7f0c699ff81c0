using Governance.Domain.Identity;
using Governance.Domain.Monitoring;

namespace Governance.Domain.Tests.Monitoring;

public sealed class AlertTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_person = new(7);

    [Fact]
    public void Alert_SilencedOne_AsksNobodyUntilTheSilenceEnds()
    {
        var alert = Raised();

        Assert.True(alert.AsksForReview(s_now));
        Assert.Null(alert.Silence(s_person, s_now.AddDays(7), "Known campaign", s_now));

        Assert.False(alert.AsksForReview(s_now.AddDays(6)));
        Assert.True(alert.AsksForReview(s_now.AddDays(7)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(91)]
    public void Alert_SilenceWithoutAnEndInReach_IsRefused(int days) =>
        Assert.Equal(MonitoringRefusals.SilenceNotBounded, Raised().Silence(s_person, s_now.AddDays(days), "Known", s_now));

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Alert_WithoutWords_IsNeitherSilencedNorResolved(string? words)
    {
        Assert.Equal(MonitoringRefusals.ReasonMissing, Raised().Silence(s_person, s_now.AddDays(1), words, s_now));
        Assert.Equal(MonitoringRefusals.ReasonMissing, Raised().Resolve(s_person, words, s_now));
    }

    [Fact]
    public void Alert_ThatIsOver_TakesNothingMore()
    {
        var alert = Raised();
        alert.Recover(s_now);

        Assert.All(
            new[]
            {
                alert.Acknowledge(s_person, s_now),
                alert.Silence(s_person, s_now.AddDays(1), "x", s_now),
                alert.Resolve(s_person, "x", s_now),
            },
            refusal => Assert.Equal("monitoring.alert-not-open", refusal?.Code)
        );
        Assert.Null(alert.ResolvedBy);
    }

    [Fact]
    public void Alert_TakenOver_IsTheirsUntilTheyGiveItBack()
    {
        var (alert, other) = (Raised(), new UserId(8));

        Assert.Null(alert.Assign(s_person));
        Assert.Equal(MonitoringRefusals.AssignedAlready, alert.Assign(s_person));
        Assert.Null(alert.Assign(other));
        Assert.Equal(MonitoringRefusals.NotAssignedToYou, alert.Unassign(s_person));
        Assert.Equal((other, AlertState.Open), (alert.Owner!.Value, alert.State));
        Assert.Null(alert.Unassign(other));
        Assert.Null(alert.Owner);
        Assert.Null(alert.Undo(other, AlertUndo.Unassignment));

        Assert.Equal(other, alert.Owner);
        Assert.Equal(MonitoringRefusals.NothingToUndo, alert.Undo(other, AlertUndo.Unassignment));
        Assert.Equal(4, alert.Revision);
    }

    [Fact]
    public void Alert_WithoutAPersonOrOver_IsAssignedToNobody()
    {
        var alert = Raised();
        Assert.Equal(MonitoringRefusals.NobodyToAssign, alert.Assign(null));
        Assert.Null(alert.Assign(s_person));
        alert.Recover(s_now);

        Assert.Equal("monitoring.alert-not-open", alert.Assign(new UserId(8))?.Code);
        Assert.Equal("monitoring.alert-not-open", alert.Unassign(s_person)?.Code);
        Assert.Equal(s_person, alert.Owner);
    }

    [Fact]
    public void Alert_OlderWindowMeasuredAgain_DoesNotSetItBack()
    {
        var alert = Raised();
        alert.SeeWindow("1.0.0", 0.3, DriftLevel.Alert, s_now, s_now);
        alert.Pass(s_now.AddDays(-3));

        Assert.Equal(s_now, alert.SeenThrough);
    }

    [Fact]
    public void Monitor_ThatCannotBe_IsRefusedByField()
    {
        Assert.Equal("monitoring.target-missing", Refused(MonitorKind.Drift, " ", Terms()));
        Assert.Equal("monitoring.limit-missing", Refused(MonitorKind.Business, "margin", Terms()));
        Assert.Equal("monitoring.limit-not-valid", Refused(MonitorKind.Business, "margin", Terms() with { Lower = 2, Upper = 1 }));
        Assert.Equal("monitoring.limit-not-valid", Refused(MonitorKind.Drift, "amount", Terms() with { Lower = 0.1 }));
        Assert.Equal("monitoring.limit-not-valid", Refused(MonitorKind.Drift, "amount", Terms() with { Upper = double.NaN }));
        Assert.Equal("monitoring.minimum-not-valid", Refused(MonitorKind.Drift, "amount", Terms() with { MinimumRows = 0 }));
        Assert.Equal("monitoring.consecutive-not-valid", Refused(MonitorKind.Drift, "amount", Terms() with { Consecutive = 101 }));
        Assert.Equal(
            "monitoring.segment-not-valid",
            ModelMonitor.Create(new(1), "fraud", MonitorKind.Fairness, "sex", ("channel", "web"), Terms(), s_now).Refusal?.Code
        );
    }

    [Fact]
    public void Monitor_Changed_GrowsItsRevision()
    {
        var monitor = ModelMonitor.Create(new(1), "fraud", MonitorKind.Drift, "amount", null, Terms(), s_now).Value;

        Assert.Null(monitor.Change(Terms() with { Upper = 0.2 }, isEnabled: false));

        Assert.Equal((0.2, false, 2), (monitor.Upper, monitor.IsEnabled, monitor.Revision));
    }

    private static Alert Raised() =>
        new()
        {
            Id = new(1),
            Model = "fraud",
            Rule = AlertRule.Drift,
            Field = "amount",
            RaisedAt = s_now,
            BeganAt = s_now.AddDays(-2),
        };

    private static MonitorTerms Terms() => new(null, null, 100, 2, null, AsksForRetraining: false);

    private static string? Refused(MonitorKind kind, string target, MonitorTerms terms) =>
        ModelMonitor.Create(new(1), "fraud", kind, target, null, terms, s_now).Refusal?.Code;
}
