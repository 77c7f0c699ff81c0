using System.Text.Json;
using Governance.Domain.Kpis;
using Governance.Portal.Administration.Overview.Kpis;

namespace Governance.Portal.Tests.Overview;

/// <summary>The page of a key figure had a line of seventy pixels, without axis or target.</summary>
public sealed class KpiChartTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly KpiPeriod s_period = new(s_now.AddDays(-30), s_now);

    [Fact]
    public void Course_HasAnAxisOfDays_TheTargetAndATableOfTheSameNumbers()
    {
        var chart = new KpiChart(new(Kpi.ApprovalTime, 20, 40, [40, null, 20]), s_period, target: 24, TimeZoneInfo.Utc);

        Assert.True(chart.HasAny);
        Assert.Equal("40.0 at first, 20.0 at last (20 Nov 2026 – 30 Nov 2026). Target ≤ 24 h.", chart.Sentence);
        Assert.Equal(
            [
                ["31 Oct 2026 – 10 Nov 2026", "40.0"],
                ["10 Nov 2026 – 20 Nov 2026", "–"],
                ["20 Nov 2026 – 30 Nov 2026", "20.0"],
            ],
            chart.Table().Rows
        );
        var options = JsonSerializer.SerializeToElement(chart.Options());
        Assert.Equal(24, options.GetProperty("annotations").GetProperty("yaxis")[0].GetProperty("y").GetDouble());
        Assert.True(options.GetProperty("yaxis").GetProperty("max").GetDouble() >= 40);
    }

    [Fact]
    public void Course_OfOneValue_OrOfAFigureWithoutPast_IsNone()
    {
        Assert.False(new KpiChart(new(Kpi.ApprovalTime, 20, null, [null, 20]), s_period, null, TimeZoneInfo.Utc).HasAny);
        Assert.False(new KpiChart(new(Kpi.ComplianceScore, 48, null, []), s_period, null, TimeZoneInfo.Utc).HasAny);
    }
}
