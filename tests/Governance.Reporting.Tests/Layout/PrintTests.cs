using Governance.Localisation;
using Governance.Reporting.Layout;

namespace Governance.Reporting.Tests.Layout;

public sealed class PrintTests
{
    [Fact]
    public void Numbers_OfEachKind_HaveTheirOneShape()
    {
        Assert.Equal("12,774", Print.Count(12_774));
        Assert.Equal("4.8\u202F%", Print.Percent(0.048));
        Assert.Equal("\u22120.025", Print.Score(-0.025));
        Assert.Equal("0.760", Print.Score(0.76));
        Assert.Equal("0.10", Print.Psi(0.1));
        Assert.Equal("0.25", Print.Psi(0.251));
        // Rounded it would reach the bound from which a shift is major.
        Assert.Equal("0.249", Print.Psi(0.2488));
        Assert.Equal("0.0999", Print.Psi(0.09991));
        Assert.Equal("< 0.001", Print.PValue(0.0004));
        Assert.Equal("0.80 to 1.25", Print.Interval(0.8, 1.25, Print.Psi));
        Assert.Equal("46.2 MiB (48,392,113 bytes)", Print.Size(48_392_113));
    }

    [Fact]
    public void Numbers_AndDays_InGerman_HaveItsShapes()
    {
        using var german = Languages.Use("de");
        var copenhagen = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

        Assert.Equal("12.774", Print.Count(12_774));
        Assert.Equal("4,8\u202F%", Print.Percent(0.048));
        Assert.Equal("\u22120,025", Print.Score(-0.025));
        Assert.Equal("1.234,5", Print.Metric(1234.5));
        Assert.Equal("< 0,001", Print.PValue(0.0004));
        Assert.Equal("0,80 bis 1,25", Print.Interval(0.8, 1.25, Print.Psi));
        Assert.Equal("46,2 MiB (48.392.113 Byte)", Print.Size(48_392_113));
        Assert.Equal("–", Print.Score(null));
        Assert.Equal("20.\u00A0Nov.\u00A02026, 09:42 UTC+1", Print.Time(Samples.Now, copenhagen));
        Assert.Equal("20.\u00A0Nov.", Print.Day(Samples.Now, copenhagen));
        Assert.Equal("0.1", Print.RoundTrip(0.1));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Number_Undefined_IsNotAvailable(double? value)
    {
        Assert.Equal("–", Print.Score(value));
        Assert.Equal("–", Print.Percent(value));
    }

    [Fact]
    public void Time_InAZone_NamesTheOffsetOfThatDay()
    {
        var copenhagen = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
        Assert.Equal("20 Nov 2026, 09:42 UTC+1", Print.Time(Samples.Now, copenhagen));
        Assert.Equal("20 Jul 2026, 10:42 UTC+2", Print.Time(Samples.Now.AddMonths(-4), copenhagen));
        Assert.Equal("20 Nov 2026, 08:42 UTC", Print.Time(Samples.Now, TimeZoneInfo.Utc));
        var half = TimeZoneInfo.CreateCustomTimeZone("half", new TimeSpan(-3, -30, 0), "half", "half");
        Assert.Equal("20 Nov 2026, 05:12 UTC\u22123:30", Print.Time(Samples.Now, half));
    }

    [Fact]
    public void Quoted_AnyText_HoldsOnlyLettersDigitsSpacesAndEscapes()
    {
        var quoted = Stylesheet.Quoted("a\"b\\c</style>\u0000\r\n;}漢😀 é");
        Assert.Matches("^\"([A-Za-z0-9 ]|\\\\[0-9a-f]{6} )*\"$", quoted);
        Assert.Contains("\\01f600 ", quoted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("risk.accepted", "Risk accepted")]
    [InlineData("key.rotated-early", "Key rotated early")]
    public void Action_WithoutWordsOfItsOwn_IsReadOut(string action, string words) => Assert.Equal(words, PrintLabels.Action(action));

    [Theory]
    [InlineData(0.95, 0.99, -1)]
    [InlineData(0.02, 0.05, 1)]
    [InlineData(3, 3, 0)]
    [InlineData(-1e6, 1e6, 0)]
    public void Axis_AnyRange_HoldsItsValuesOnRoundTicks(double low, double high, int room)
    {
        var scale = AxisScale.Over([low, high], room, 0, 100);

        Assert.InRange(scale.Ticks.Count, 3, 12);
        Assert.True(scale.Ticks[0] <= low && scale.Ticks[^1] >= high);
        Assert.InRange(scale.At(low), 0, 100);
        Assert.True(room >= 0 || scale.From < low);
        Assert.True(room <= 0 || scale.To > high);
    }
}
