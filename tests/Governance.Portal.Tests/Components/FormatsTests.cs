using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Forms;

namespace Governance.Portal.Tests.Components;

public sealed class FormatsTests
{
    private static readonly TimeZoneInfo s_copenhagen = TimeZoneInfo.CreateCustomTimeZone(
        "Europe/Copenhagen",
        TimeSpan.FromHours(1),
        null,
        null
    );
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 8, 42, 0, TimeSpan.Zero);

    [Fact]
    public void Number_Negative_HasATrueMinus() => Assert.Equal("\u22120.025", Formats.Number(-0.025, 3));

    [Fact]
    public void Number_RoundsToNothing_IsZeroWithoutASign() => Assert.Equal("0.000", Formats.Number(-0.0004, 3));

    [Fact]
    public void Number_NotFinite_IsNotAvailable() => Assert.Equal("–", Formats.Number(double.NaN, 2));

    [Fact]
    public void Number_Halfway_RoundsAwayFromZero() => Assert.Equal("2.5", Formats.Number(2.45, 1));

    [Fact]
    public void Count_Thousands_AreSeparated() => Assert.Equal("12,774", Formats.Count(12774));

    [Theory]
    [InlineData(17_179_869_184, "16 GiB")]
    [InlineData(10_485_760, "10 MiB")]
    [InlineData(1_536, "1.54 kB")]
    [InlineData(10_000_000, "10.0 MB")]
    [InlineData(512, "512 B")]
    public void SizeLimit_OfAPowerOfTwo_IsRound_AndAnyOtherASize(long bytes, string expected) =>
        Assert.Equal(expected, Formats.SizeLimit(bytes));

    [Theory]
    [InlineData("Serious incident report (Art. 73)", "Serious incident report (Art._73)")]
    [InlineData("Art. 73 Abs. 3", "Art._73_Abs._3")]
    [InlineData("Anhang III Nr. 5 Buchst. b", "Anhang_III Nr._5 Buchst._b")]
    [InlineData("Art. 5, point a", "Art._5, point_a")]
    [InlineData("The point is clear, see Annex in the file", "The point is clear, see Annex in the file")]
    public void Unbroken_HoldsACitationTogether(string text, string expected) =>
        Assert.Equal(expected, Formats.Unbroken(text).Replace('\u00A0', '_'));

    [Fact]
    public void Percent_Share_HasANarrowNoBreakSpace() => Assert.Equal("4.8\u202F%", Formats.Percent(0.048));

    [Fact]
    public void PercentInterval_ShareAndHalfWidth_ShowsBoth() => Assert.Equal("3.6\u202F% ± 0.2", Formats.PercentInterval(0.036, 0.002));

    [Theory]
    [InlineData(0.025, "+0.025")]
    [InlineData(-0.0063, "\u22120.006")]
    [InlineData(0.0, "0.000")]
    [InlineData(0.0001, "0.000")]
    public void Change_AnyDirection_CarriesItsSign(double value, string expected) => Assert.Equal(expected, Formats.Change(value));

    [Fact]
    public void Points_DifferenceOfShares_IsInPercentagePoints() => Assert.Equal("\u22122.4 pts", Formats.Points(-0.024));

    [Fact]
    public void Limits_Bounds_ShowTheirDirection()
    {
        Assert.Equal("≥ 0.760", Formats.AtLeast(0.76));
        Assert.Equal("≤ 0.030", Formats.AtMost(0.03));
        Assert.Equal("0.80 to 1.25", Formats.Range(0.8, 1.25));
    }

    [Fact]
    public void Money_Amount_ComesAfterItsCode_AndInGermanBeforeIt()
    {
        Assert.Equal("EUR 1,240.00", Formats.Money(1240m, "EUR"));
        using var german = Languages.Use("de");

        Assert.Equal("1.240,00 EUR", Formats.Money(1240m, "EUR"));
    }

    [Fact]
    public void Offset_IsThatOfTheInstant()
    {
        var copenhagen = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

        Assert.Equal("+01:00", Formats.Offset(new(2026, 11, 29, 5, 58, 0, TimeSpan.Zero), copenhagen));
        Assert.Equal("+02:00", Formats.Offset(new(2026, 7, 1, 5, 58, 0, TimeSpan.Zero), copenhagen));
        Assert.Equal("UTC", Formats.Offset(new(2026, 7, 1, 5, 58, 0, TimeSpan.Zero), TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(2_413_000, "2.41 MB")]
    [InlineData(24_130_000, "24.1 MB")]
    [InlineData(999_600, "1.00 MB")]
    [InlineData(2_147_483_648, "2.15 GB")]
    public void Size_Bytes_AreWrittenWithThreeDigits(long bytes, string expected) => Assert.Equal(expected, Formats.Size(bytes));

    [Theory]
    [InlineData("12.06:00:00", "12 d 6 h")]
    [InlineData("1.02:00:00", "26 h")]
    [InlineData("02:05:59", "2 h 5 min")]
    [InlineData("00:03:20", "3 min 20 s")]
    [InlineData("00:00:41", "41 s")]
    [InlineData("00:00:00.4200000", "420 ms")]
    [InlineData("-2.00:00:00", "\u22122 d")]
    [InlineData("00:00:00", "0 s")]
    public void Duration_Span_ShowsItsTwoLargestUnits(string span, string expected) =>
        Assert.Equal(expected, Formats.Duration(TimeSpan.Parse(span)));

    [Theory]
    [InlineData("-00:00:20", "just now")]
    [InlineData("-18:00:00", "18\u00A0h ago")]
    [InlineData("-2.03:00:00", "2\u00A0d ago")]
    [InlineData("00:00:20", "in less than 1 min")]
    [InlineData("3.01:00:00", "in 3\u00A0d")]
    [InlineData("-16.00:00:00", "Wed 4 Nov")]
    [InlineData("-7.00:00:00", "Fri 13 Nov")]
    [InlineData("-330.00:00:00", "Thu 25 Dec 2025")]
    public void Relative_Instant_IsSaidInWordsBelowSevenDays(string offset, string expected) =>
        Assert.Equal(expected, Formats.Relative(s_now + TimeSpan.Parse(offset), s_now, TimeZoneInfo.Utc));

    [Fact]
    public void RoughDuration_InGerman_IsInWords_AndInTheCaseOfItsPlace()
    {
        using var german = Languages.Use("de");

        Assert.Equal("6\u00A0Tage", Formats.RoughDuration(TimeSpan.FromDays(6.5)));
        Assert.Equal("33\u00A0Std.", Formats.RoughDuration(TimeSpan.FromHours(33)));
        Assert.Equal("vor 2\u00A0Tagen", Formats.Relative(s_now.AddDays(-2), s_now, TimeZoneInfo.Utc));
        Assert.Equal("in 7\u00A0Min.", Formats.Relative(s_now.AddMinutes(7), s_now, TimeZoneInfo.Utc));
    }

    [Fact]
    public void Date_OtherYear_NamesTheYear()
    {
        Assert.Equal("Fri 20 Nov", Formats.Date(s_now, s_now, TimeZoneInfo.Utc));
        Assert.Equal("Fri 1 Jan 2027", Formats.Date(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), s_now, TimeZoneInfo.Utc));
    }

    [Fact]
    public void Deadline_InAZone_ShowsDayAndTimeThere() =>
        Assert.Equal("Wed 2 Dec, 16:05", Formats.Deadline(new(2026, 12, 2, 15, 5, 0, TimeSpan.Zero), s_now, s_copenhagen));

    [Fact]
    public void Exact_OtherZone_ShowsBoth()
    {
        Assert.Equal(
            "2026-11-19 15:42:07 UTC · 16:42:07 Europe/Copenhagen",
            Formats.Exact(new(2026, 11, 19, 15, 42, 7, TimeSpan.Zero), s_copenhagen)
        );
        Assert.Equal(
            "2026-11-19 23:42:07 UTC · 2026-11-20 00:42:07 Europe/Copenhagen",
            Formats.Exact(new(2026, 11, 19, 23, 42, 7, TimeSpan.Zero), s_copenhagen)
        );
        Assert.Equal("2026-11-19 15:42:07 UTC", Formats.Exact(new(2026, 11, 19, 15, 42, 7, TimeSpan.Zero), TimeZoneInfo.Utc));
    }

    [Fact]
    public void DigestGroups_Sha256_AreFourOfSixteen()
    {
        var groups = Formats.DigestGroups(new string('a', 64));

        Assert.Equal(4, groups.Count);
        Assert.All(groups, group => Assert.Equal(16, group.Length));
    }

    [Theory]
    [InlineData("Claire Fontaine", "CF")]
    [InlineData("engineer@demo.example", "EE")]
    [InlineData("Ada", "A")]
    [InlineData("", "?")]
    public void Initials_Name_GiveAtMostTwoLetters(string name, string expected) => Assert.Equal(expected, Formats.Initials(name));

    [Fact]
    public void Plural_Count_ChoosesTheNoun()
    {
        Assert.Equal("1 risk", Formats.Plural(1, "risk"));
        Assert.Equal("0 risks", Formats.Plural(0, "risk"));
        Assert.Equal("2 entries", Formats.Plural(2, "entry", "entries"));
    }

    /// <summary>A field of a time holds the time of the page around it, and an unchanged minute is the stored instant.</summary>
    [Fact]
    public void TimeField_HoldsTheTimeOfTheZone()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
        var at = new DateTimeOffset(2026, 11, 29, 15, 42, 7, TimeSpan.Zero);

        var field = TimeFields.Shown(at, zone);

        Assert.Equal(new DateTime(2026, 11, 29, 16, 42, 0), field);
        Assert.Equal(at, TimeFields.Read(field, zone, at));
        Assert.Equal(at.AddSeconds(-7).AddHours(1), TimeFields.Read(field!.Value.AddHours(1), zone, at));
        Assert.Null(TimeFields.Read(null, zone, at));
        // The hour that the clocks leave out is read by the time before it.
        Assert.Equal(new DateTimeOffset(2027, 3, 28, 1, 30, 0, TimeSpan.Zero), TimeFields.Read(new DateTime(2027, 3, 28, 2, 30, 0), zone));
    }

    /// <summary>A list, a page, the clocks and the queue say the same of one due time.</summary>
    [Theory]
    [InlineData(-2.33, "2\u00A0h overdue")]
    [InlineData(-47.5, "47\u00A0h overdue")]
    [InlineData(-49, "2\u00A0d overdue")]
    [InlineData(5, "Sun 29 Nov, 17:20")]
    [InlineData(100, "Thu 3 Dec")]
    public void Due_IsTheTimeThatIsLeft_OrHowMuchItIsOverdue(double hours, string written)
    {
        var now = new DateTimeOffset(2026, 11, 29, 12, 20, 0, TimeSpan.Zero);

        Assert.Equal(written, Formats.Due(now.AddHours(hours), now, TimeZoneInfo.Utc));
    }
}
