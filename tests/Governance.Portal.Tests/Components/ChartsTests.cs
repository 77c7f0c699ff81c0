using Bunit;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Charts;
using Governance.Portal.Kernel.Contracts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Portal.Tests.Components;

public sealed class ChartsTests : ComponentTest
{
    private static readonly string[] s_days = ["12 Nov", "13 Nov", "14 Nov"];

    private static readonly HeatMapRow[] s_rows = [new("count", [0.01, 0.07, 0.41]), new("dst_bytes", [0.02, null, 0.12])];

    [Theory]
    [InlineData(0.0499, 0)]
    [InlineData(0.05, 1)]
    [InlineData(0.10, 2)]
    [InlineData(0.20, 3)]
    [InlineData(0.25, 4)]
    [InlineData(0.35, 5)]
    [InlineData(9.0, 5)]
    public void HeatScale_Psi_ChangesStepAtItsBreaks(double psi, int step) => Assert.Equal(step, HeatScale.Step(psi, HeatScale.PsiBreaks));

    [Fact]
    public void HeatMap_Cells_AreNamedButtonsBesideASentence()
    {
        var cut = RenderHeatMap();

        Assert.Single(cut.AllByRole("img"), img => Roles.NameOf(img).StartsWith("PSI per feature per day", StringComparison.Ordinal));
        Assert.Equal(6, cut.AllByRole("gridcell").Count);
        cut.ByRole("gridcell", "dst_bytes, 14 Nov: PSI 0.12");
        cut.ByRole("gridcell", "dst_bytes, 13 Nov: not computed");
    }

    [Fact]
    public void HeatMap_Names_StayBesideTheCells_ForTheEyeAlone()
    {
        var names = RenderHeatMap().Find(".heatmap-names");

        Assert.Equal(["count", "dst_bytes"], names.QuerySelectorAll("li").Select(n => n.TextContent.Trim()));
        Assert.Equal("true", names.GetAttribute("aria-hidden")); // the grid names its rows itself
    }

    [Fact]
    public void ChartFrame_Marks_AreListedBeneathItWithTheirRecords()
    {
        var cut = Render<ChartFrame>(parameters =>
            parameters
                .Add(frame => frame.Title, "Drift")
                .Add(frame => frame.Sentence, "Nothing moved")
                .Add(
                    frame => frame.Marks,
                    [
                        new ChartMark(
                            new(2026, 11, 14, 9, 0, 0, TimeSpan.Zero),
                            "emergency_home",
                            Tone.Fail,
                            "INC-0001",
                            $"{new TextLink("INC-0001", "/incidents/INC-0001")} opened"
                        ),
                    ]
                )
        );

        var mark = Assert.Single(cut.FindAll("ul[aria-label='What happened'] > li"));
        Assert.Equal("/incidents/INC-0001", mark.QuerySelector("a")?.GetAttribute("href"));
        Assert.StartsWith("INC-0001 opened", Roles.TextOf(mark), StringComparison.Ordinal);
        Assert.NotNull(mark.QuerySelector("time"));
    }

    [Fact]
    public void HeatMap_Cells_AreOneTabStop() =>
        Assert.Single(RenderHeatMap().AllByRole("gridcell"), cell => cell.GetAttribute("tabindex") == "0");

    [Fact]
    public void HeatMap_Row_PrintsItsLatestValue() =>
        Assert.Equal(["0.41", "0.12"], RenderHeatMap().FindAll(".heatmap-value").Select(text => text.TextContent));

    [Fact]
    public void HeatMap_ChosenCell_IsReportedAndItsRowMarked()
    {
        HeatMapCell? chosen = null;
        var cut = RenderHeatMap(cell => chosen = cell);

        cut.ByRole("gridcell", "dst_bytes, 12 Nov: PSI 0.02").Click();
        cut.Render(parameters => parameters.Add(map => map.SelectedRow, chosen!.Row));

        Assert.Equal(new HeatMapCell(1, 0), chosen);
        Assert.Equal("true", cut.ByRole("gridcell", "dst_bytes, 14 Nov: PSI 0.12").GetAttribute("aria-selected"));
        Assert.Equal("false", cut.ByRole("gridcell", "count, 14 Nov: PSI 0.41").GetAttribute("aria-selected"));
    }

    [Theory]
    [InlineData(0, 0.83, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(0, 72, "0 20 40 60 80")]
    [InlineData(0.72, 1, "0.7 0.8 0.9 1")]
    [InlineData(5, 5, "0 1")]
    public void Ticks_AreRoundNumbersAroundTheValues(double low, double high, string ticks) =>
        Assert.Equal(
            ticks,
            string.Join(' ', NiceTicks.Of(low, high).Select(t => t.ToString(System.Globalization.CultureInfo.InvariantCulture)))
        );

    [Fact]
    public void RangeBar_OfSharesOnOneScale_DrawsASmallDifferenceSmall()
    {
        var cut = Render<RangeBar>(p => p.Add(b => b.Production, 0.801).Add(b => b.Candidate, 0.800).Add(b => b.Limit, 0.75));

        var move = cut.Find(".rangebar-move");
        var width =
            double.Parse(move.GetAttribute("x1")!, System.Globalization.CultureInfo.InvariantCulture)
            - double.Parse(move.GetAttribute("x2")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(width, 0, 1);
    }

    [Fact]
    public void RangeBar_BelowItsLimit_SaysSo()
    {
        var cut = Render<RangeBar>(parameters =>
            parameters.Add(bar => bar.Production, 0.195).Add(bar => bar.Candidate, 0.170).Add(bar => bar.Limit, 0.200)
        );

        cut.ByRole("img", "Production 0.195, candidate 0.170, limit ≥ 0.200, not met");
    }

    [Fact]
    public void RangeBar_LowerIsBetter_TurnsTheJudgementRound()
    {
        var cut = Render<RangeBar>(parameters =>
            parameters
                .Add(bar => bar.Production, 0.0338)
                .Add(bar => bar.Candidate, 0.0275)
                .Add(bar => bar.Limit, 0.03)
                .Add(bar => bar.LowerIsBetter, true)
                .Add(bar => bar.Decimals, 4)
        );

        Assert.Contains("pass", cut.ByRole("img", "Production 0.0338, candidate 0.0275, limit ≤ 0.0300").ClassList);
    }

    [Fact]
    public void MiniBar_Parts_AreSaidInWordsWithoutEmptyOnes()
    {
        var cut = Render<MiniBar>(parameters =>
            parameters.Add(bar => bar.Parts, [new(Tone.Pass, 12, "passed"), new(Tone.Waive, 0, "waived"), new(Tone.Fail, 1, "failed")])
        );

        cut.ByRole("img", "12 passed, 1 failed");
    }

    [Fact]
    public void Sparkline_Marks_AreLinesAtTheirValues_WithWordsForThePointer()
    {
        var cut = Render<Sparkline>(p =>
            p.Add(line => line.Values, [1, 2, 3]).Add(line => line.Marks, [new SparkMark(1, "2.0.0 deployed, 2 Oct", IsGrave: false)])
        );

        var mark = cut.Find(".sparkline-mark");
        Assert.Equal("2.0.0 deployed, 2 Oct", mark.TextContent);
        Assert.Equal("38", mark.GetAttribute("x1")); // the middle of 76
    }

    [Fact]
    public void Sparkline_MissingValue_LeavesAGap()
    {
        Assert.Equal(2, Render<Sparkline>(parameters => parameters.Add(line => line.Values, [1, 2, null, 4, 5])).FindAll("path").Count);
        Assert.Single(Render<Sparkline>(parameters => parameters.Add(line => line.Values, [1, 2, 3])).FindAll("path"));
        Assert.Empty(Render<Sparkline>(parameters => parameters.Add(line => line.Values, [1, null])).FindAll("svg"));
    }

    [Fact]
    public void Sparkline_FlatSeries_LiesInTheMiddle() =>
        Assert.Equal(
            "13",
            Render<Sparkline>(parameters => parameters.Add(line => line.Values, [3, 3, 3])).Find("circle").GetAttribute("cy")
        );

    [Fact]
    public void ChartFrame_AsTable_ShowsTheSameNumbersAndOffersTheFile()
    {
        var cut = Render<ChartFrame>(parameters =>
            parameters
                .Add(frame => frame.Title, "False positive rate, %")
                .Add(frame => frame.Sentence, "Never above its limit of 5")
                .Add(
                    frame => frame.Table,
                    new ChartTable(
                        ["Day", "Rate"],
                        [
                            ["14 Nov", "3.1"],
                        ]
                    )
                )
                .AddChildContent("<p>drawing</p>")
        );
        Assert.Contains("drawing", cut.ByRole("img", "Never above its limit of 5").TextContent, StringComparison.Ordinal);

        cut.ByRole("button", "Show False positive rate, % as a table").Click();

        Assert.Contains("3.1", cut.ByRole("table", "False positive rate, %").TextContent, StringComparison.Ordinal);
        Assert.Equal("false-positive-rate.csv", cut.ByRole("link", "Download False positive rate, % as CSV").GetAttribute("download"));
        Assert.Empty(cut.AllByRole("img"));
    }

    [Fact]
    public void ChartTable_Csv_IsReadableByProgramsAndHarmlessToSpreadsheets()
    {
        var table = new ChartTable(
            ["Feature", "n", "Change"],
            [
                ["=HYPERLINK(\"x\")", "12,774", "\u22120.025"],
                ["a, b", "1", "–"],
            ]
        );

        Assert.Equal("Feature,n,Change\r\n\"'=HYPERLINK(\"\"x\"\")\",12774,-0.025\r\n\"a, b\",1,\r\n", table.ToCsv());
    }

    [Fact]
    public async Task ApexChart_NewOptions_UpdateTheSameChartAndLeavingDestroysIt()
    {
        var module = JSInterop.SetupModule("./assets/chart.js");
        var chart = module.SetupModule("create", _ => true);
        chart.SetupVoid("update", _ => true).SetVoidResult();
        chart.SetupVoid("destroy").SetVoidResult();
        object first = new { series = new[] { 1 } };
        object second = new { series = new[] { 2 } };

        var cut = Render<ApexChart>(parameters => parameters.Add(c => c.Options, first));
        cut.Render(parameters => parameters.Add(c => c.Options, first));
        cut.Render(parameters => parameters.Add(c => c.Options, second));
        await DisposeComponentsAsync();

        Assert.Same(first, Assert.Single(module.Invocations["create"]).Arguments[1]);
        Assert.Same(second, Assert.Single(chart.Invocations["update"]).Arguments[0]);
        chart.VerifyInvoke("destroy");
    }

    [Fact]
    public async Task ApexChart_BrowserGone_LeavesQuietly()
    {
        var module = JSInterop.SetupModule("./assets/chart.js");
        var chart = module.SetupModule("create", _ => true);
        chart.SetupVoid("destroy").SetException(new JSDisconnectedException("gone"));
        Render<ApexChart>(parameters => parameters.Add(c => c.Options, new object()));

        await DisposeComponentsAsync();

        chart.VerifyInvoke("destroy");
    }

    private IRenderedComponent<HeatMap> RenderHeatMap(Action<HeatMapCell>? onSelect = null)
    {
        JSInterop
            .SetupModule("./_content/Governance.Portal.Kernel/Components/Charts/HeatMap.razor.js")
            .SetupVoid("walk", _ => true)
            .SetVoidResult();
        return Render<HeatMap>(parameters =>
            parameters
                .Add(map => map.Label, "PSI per feature per day, 12 to 14 November. One feature ends above 0.25.")
                .Add(map => map.Rows, s_rows)
                .Add(map => map.Columns, s_days)
                .Add(map => map.Events, [new(1, "Firmware 8.2")])
                .Add(map => map.OnSelect, EventCallback.Factory.Create(this, onSelect ?? (_ => { })))
        );
    }
}
