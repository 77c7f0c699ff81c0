using System.Globalization;
using System.Text;
using Governance.Localisation;
using Governance.Portal.Administration.Calendar;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Tests.Calendar;

/// <summary>Calendars follow the rules of RFC 5545.</summary>
public sealed class CalendarTextTests
{
    private static readonly DateTimeOffset s_made = new(2027, 3, 1, 9, 30, 0, TimeSpan.FromHours(1));
    private static readonly Uri s_site = new("https://portal.bank.example/governance/");

    [Fact]
    public void Calendar_BeginsAndEnds_WithItsRequiredProperties_AndCrLf()
    {
        var text = CalendarText.Write(new CalendarContent([], s_made), s_site);

        Assert.StartsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\nEND:VCALENDAR\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Instant_IsInUtc_AndADayIsADate()
    {
        var lines = Lines(Clock("RSK-0001 review", s_made), Clock("OBL-4 obligation", s_made) with { IsAllDay = true });

        Assert.Contains("DTSTART:20270301T083000Z", lines);
        Assert.Contains("DTSTART;VALUE=DATE:20270301", lines);
        Assert.Equal(2, lines.Count(l => l == "DTSTAMP:20270301T083000Z"));
        Assert.Contains("URL:https://portal.bank.example/governance/risks/RSK-0001", lines);
        Assert.Equal(2, lines.Count(l => l == "BEGIN:VEVENT"));
        Assert.Equal(2, lines.Count(l => l == "END:VEVENT"));
    }

    [Fact]
    public void Uid_IsOfTheThing_AndStaysWhenItsDayMoves()
    {
        string Uid(RunningClock clock) => Lines(clock).Single(l => l.StartsWith("UID:", StringComparison.Ordinal));
        var first = Clock("RSK-0001 review", s_made);

        Assert.Equal(Uid(first), Uid(first with { At = s_made.AddDays(30), About = "Renamed" }));
        Assert.NotEqual(Uid(first), Uid(Clock("RSK-0002 review", s_made)));
        Assert.Single(Lines(first, first), l => l == "BEGIN:VEVENT");
    }

    [Theory]
    [InlineData("Plain", "Plain")]
    [InlineData(@"a\b;c,d:e", @"a\\b\;c\,d:e")]
    [InlineData("one\r\ntwo\nthree", @"one\ntwo\nthree")]
    [InlineData("bell\u0007 and tab\t", "bell and tab\t")]
    public void Text_IsEscaped(string text, string expected) => Assert.Equal(expected, CalendarText.Escaped(text));

    [Theory]
    [InlineData("x", 74)]
    [InlineData("x", 75)]
    [InlineData("x", 76)]
    [InlineData("ß", 300)]
    [InlineData("€", 300)]
    [InlineData("🛡", 300)]
    public void Line_IsFoldedAt75Octets_AndNoCharacterIsCut(string character, int times)
    {
        var line = string.Concat(Enumerable.Repeat(character, times));

        var folded = CalendarText.Folded(line);

        var parts = folded.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(parts, p => Assert.True(Encoding.UTF8.GetByteCount(p) <= CalendarText.MaxOctets, p));
        Assert.All(parts.Skip(1), p => Assert.StartsWith(" ", p, StringComparison.Ordinal));
        Assert.Equal(line, folded.Replace("\r\n ", "", StringComparison.Ordinal).TrimEnd('\r', '\n'));
        Assert.DoesNotContain('\uFFFD', folded);
    }

    [Fact]
    public void WordsThatLookLikeProperties_StayWords()
    {
        var lines = Lines(Clock("RSK-0001 review", s_made) with { About = "x\r\nEND:VEVENT\r\nBEGIN:VALARM" });

        Assert.Single(lines, l => l == "END:VEVENT");
        Assert.DoesNotContain("BEGIN:VALARM", lines);
        Assert.Contains(@"SUMMARY:RSK-0001 review: x\nEND:VEVENT\nBEGIN:VALARM", lines);
    }

    [Fact]
    public void Calendar_InGerman_HasGermanTitlesAndKinds_AndTheSameIds()
    {
        var clock = new RunningClock("shield", $"{"RSK-0001"} remediation", "Credit review", s_made, "/risks/RSK-0001", IsDuty: true)
        {
            Kind = "Risk",
        };
        var english = Lines(clock);

        using var german = Languages.Use("de");
        var lines = Lines(clock);

        Assert.Contains("SUMMARY:Behebung von RSK-0001: Credit review", lines);
        Assert.Contains("CATEGORIES:Risiko", lines);
        Assert.Contains("PRODID:-//Governance Portal//Calendar//DE", lines);
        Assert.Contains("SUMMARY:RSK-0001 remediation: Credit review", english);
        Assert.Equal(
            english.Single(l => l.StartsWith("UID:", StringComparison.Ordinal)),
            lines.Single(l => l.StartsWith("UID:", StringComparison.Ordinal))
        );
    }

    private static RunningClock Clock(string title, DateTimeOffset at) =>
        new("shield", $"{title}", "", at, string.Create(CultureInfo.InvariantCulture, $"/risks/{title.Split(' ')[0]}"), IsDuty: true)
        {
            Kind = "Risk",
        };

    private static string[] Lines(params RunningClock[] clocks) =>
        CalendarText
            .Write(new CalendarContent(clocks, s_made), s_site)
            .Replace("\r\n ", "", StringComparison.Ordinal)
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
}
