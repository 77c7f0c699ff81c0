using System.Text.Json;
using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Monitors;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>What happened, as lines across charts; and an alert's chart with the reference and the limit that follows from it.</summary>
public sealed class MarkLinesTests
{
    private static readonly DateTimeOffset s_first = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset[] s_starts = [s_first, s_first.AddDays(1), s_first.AddDays(2)];
    private static readonly ChartMark[] s_marks =
    [
        Mark(s_first.AddHours(-1), Tone.Info, "1.0.0", $"{new TextLink("1.0.0", "/models/fraud/versions/1.0.0")} deployed"),
        Mark(s_first.AddHours(36), Tone.Info, "2.0.0", $"{new TextLink("2.0.0", "/models/fraud/versions/2.0.0")} deployed"),
        Mark(s_first.AddHours(40), Tone.Fail, "INC-0001", $"{new TextLink("INC-0001", "/incidents/INC-0001")} opened"),
    ];

    [Fact]
    public void Marks_OfOneWindow_AreOneLineThatNamesTheGravest_AndEarlierOnesAreNotDrawn()
    {
        var line = Assert.Single(Json(MarkLines.Of(s_marks, s_starts, ["1 Oct", "2 Oct", "3 Oct"])).EnumerateArray());

        Assert.Equal("2 Oct", line.GetProperty("x").GetString());
        Assert.Equal("INC-0001 +1", line.GetProperty("label").GetProperty("text").GetString());
        Assert.Equal("--gp-fail-mark", line.GetProperty("borderColor").GetString());
    }

    [Fact]
    public void Tips_OfAWindow_NameTheRecordAndItsDay()
    {
        Assert.Equal(["2.0.0 deployed, 2 Oct", "INC-0001 opened, 2 Oct"], MarkLines.Tips(s_marks, s_starts, 1));
        Assert.Empty(MarkLines.Tips(s_marks, s_starts, 0));
        using var german = Languages.Use("de");
        Assert.Equal("2.0.0 bereitgestellt, 2.\u00A0Okt.", MarkLines.Words(s_marks[1]));
    }

    [Theory]
    [InlineData("fnr", 0.10, null, 0.15)]
    [InlineData("auc", 0.90, 0.85, null)]
    public void AlertOfPerformance_IsDrawnWithTheReference_AndTheLimitThatFollowsFromIt(
        string metric,
        double reference,
        double? lower,
        double? upper
    )
    {
        var series = new AlertSeries(Monitor(metric), [Reading(0.4)], reference);

        var (low, high) = series.Limits;
        Assert.Equal((lower, upper), (low is { } l ? Math.Round(l, 9) : null, high is { } h ? Math.Round(h, 9) : null));
        var options = Json(series.Options(s_marks));
        Assert.Equal(2, options.GetProperty("annotations").GetProperty("yaxis").GetArrayLength());
        var axis = options.GetProperty("yaxis");
        Assert.InRange(reference, axis.GetProperty("min").GetDouble(), axis.GetProperty("max").GetDouble());
        Assert.InRange(0.4, axis.GetProperty("min").GetDouble(), axis.GetProperty("max").GetDouble());
        Assert.Contains(
            $"Reference: {reference:0.000}",
            options.GetProperty("tooltip").GetProperty("tips")[0].GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(["Limit", "Reference"], series.Legend.Skip(1).Take(2).Select(e => e.Name));
    }

    [Fact]
    public void AlertOfPerformance_WithoutAReference_HasNoLimit()
    {
        var series = new AlertSeries(Monitor("fnr"), [Reading(0.4)], null);

        Assert.Equal((null, null), series.Limits);
        Assert.Equal("False negative rate", series.Title);
    }

    [Fact]
    public void AlertOfDrift_BelowTheLineThatIsDrawn_SaysWhichStatisticDecided()
    {
        var (low, high) = (new WindowId(1), new WindowId(2));
        var monitor = Monitor("amount") with { Kind = MonitorKind.Drift };
        ReadingView[] readings =
        [
            Reading(0.3) with
            {
                Window = high,
                Outcome = MonitorOutcome.Breach,
            },
            Reading(0.09) with
            {
                Window = low,
                Start = s_first.AddDays(1),
                Outcome = MonitorOutcome.Breach,
            },
        ];
        var series = new AlertSeries(
            monitor,
            readings,
            null,
            new Dictionary<WindowId, string> { [low] = "Wasserstein 0.26 SD (limit 0.10 SD)" }
        );

        Assert.Contains(
            "PSI is below its limit in 1 of them; what decided there: Wasserstein 0.26 SD (limit 0.10 SD).",
            series.Sentence(),
            StringComparison.Ordinal
        );
        Assert.Equal("Outside the limit of a statistic", series.Legend[^1].Name);
        var tips = Json(series.Options([])).GetProperty("tooltip").GetProperty("tips");
        Assert.Contains("Statistic that decided: Wasserstein 0.26 SD", tips[1].GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Statistic that decided", tips[0].GetString(), StringComparison.Ordinal);
        // Where PSI itself decided, nothing more is said.
        Assert.Equal("Outside the limit", new AlertSeries(monitor, readings[..1], null).Legend[^1].Name);
    }

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);

    private static ChartMark Mark(DateTimeOffset at, Tone tone, string name, FormattableString text) => new(at, "event", tone, name, text);

    private static ReadingView Reading(double value) =>
        new("1.0.0", null, s_first, s_first.AddDays(1), value, null, null, 900, null, MonitorOutcome.Ok, null);

    private static MonitorInfo Monitor(string metric) =>
        new(
            new MonitorId(1),
            "fraud",
            MonitorKind.Performance,
            metric,
            null,
            null,
            null,
            100,
            2,
            null,
            false,
            true,
            s_first,
            null,
            null,
            1
        );
}
