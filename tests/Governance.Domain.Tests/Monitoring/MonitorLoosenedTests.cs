using Governance.Domain.Monitoring;

namespace Governance.Domain.Tests.Monitoring;

/// <summary>Which changes let a monitor raise less: what rules read of it is not in the hands of those whom it warns of.</summary>
public sealed class MonitorLoosenedTests
{
    private static readonly MonitorTerms s_terms = new(0.7, 0.9, 100, 2, null, false) { ExpectedEveryHours = 24 };

    [Fact]
    public void WiderLimits_MoreRowsOrWindows_ALongerRhythmAndNone_LoosenIt()
    {
        var monitor = Of(MonitorKind.Business, s_terms);

        Assert.False(monitor.IsLoosenedBy(s_terms, enabled: true));
        Assert.False(
            monitor.IsLoosenedBy(
                s_terms with
                {
                    Lower = 0.8,
                    Upper = 0.85,
                    MinimumRows = 50,
                    Consecutive = 1,
                    ExpectedEveryHours = 12,
                },
                enabled: true
            )
        );
        Assert.True(monitor.IsLoosenedBy(s_terms, enabled: false));
        foreach (
            var looser in new[]
            {
                s_terms with
                {
                    Lower = 0.6,
                },
                s_terms with
                {
                    Lower = null,
                },
                s_terms with
                {
                    Upper = 0.95,
                },
                s_terms with
                {
                    Upper = null,
                },
                s_terms with
                {
                    MinimumRows = 101,
                },
                s_terms with
                {
                    Consecutive = 3,
                },
                s_terms with
                {
                    ExpectedEveryHours = 25,
                },
                s_terms with
                {
                    ExpectedEveryHours = null,
                },
            }
        )
        {
            Assert.True(monitor.IsLoosenedBy(looser, enabled: true), looser.ToString());
        }
    }

    [Fact]
    public void ALimitInPlaceOfTheKinds_MayBeWider_AndAFirstLimitOfAFigureIsNot()
    {
        var none = new MonitorTerms(null, null, 100, 2, null, false);

        Assert.True(Of(MonitorKind.Drift, none).IsLoosenedBy(none with { Upper = 5 }, enabled: true));
        Assert.False(Of(MonitorKind.Drift, none).IsLoosenedBy(none, enabled: true));
        Assert.True(Of(MonitorKind.Business, none with { Upper = 5 }).IsLoosenedBy(none with { Upper = 6 }, enabled: true));
        Assert.False(Of(MonitorKind.Business, none with { Upper = 5 }).IsLoosenedBy(none with { Upper = 5, Lower = 1 }, enabled: true));
    }

    private static ModelMonitor Of(MonitorKind kind, MonitorTerms terms)
    {
        var made = ModelMonitor.Create(
            new MonitorId(1),
            "fraud-scorer",
            kind,
            "income",
            null,
            terms,
            new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero)
        );
        Assert.True(made.IsDone, made.Refusal?.Message);
        return made.Value;
    }
}
