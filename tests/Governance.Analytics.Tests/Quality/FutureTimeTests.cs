using System.Globalization;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Quality;

namespace Governance.Analytics.Tests.Quality;

/// <summary>One time that is to come does not make old data fresh, and is a finding of its own.</summary>
public sealed class FutureTimeTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-26T04:00:00Z,2028-01-03T12:00:00Z", 80, CheckVerdict.Fail)] // 80 hours old beside 400 days ahead
    [InlineData("2026-11-29T02:00:00Z,2028-01-03T12:00:00Z", 10, CheckVerdict.Fail)] // half of the rows are to come
    [InlineData("9999-12-31T00:00:00Z", -69_886_428, CheckVerdict.Fail)]
    [InlineData("2026-11-29T12:04:00Z", -1 / 15.0, CheckVerdict.Ok)] // clocks differ
    [InlineData("2026-11-29T02:00:00Z", 10, CheckVerdict.Ok)]
    public async Task Freshness_TimesAfterNow_DoNotCountAndAreSaid(string times, double age, CheckVerdict expected)
    {
        var options = new QualityOptions { AsOf = s_now, MaximumAge = TimeSpan.FromHours(36) };
        var table = await Rows.ReadAsync("timestamp,x\n" + string.Concat(times.Split(',').Select((t, i) => $"{t},{i}\n")));

        var alone = Freshness(QualityAnalysis.Describe(table, null, options));
        var against = Freshness(DriftAnalysis.Compare(table, table, null, DriftOptions.Default with { Quality = options }).Quality);

        Assert.Equal((expected, expected), (alone.Verdict, against.Verdict));
        Assert.Equal(age, alone.Current!.Value, Math.Abs(age) / 1_000);
        Assert.Equal(alone.Current, against.Current);
        Assert.Equal(expected is CheckVerdict.Fail, alone.Reason!.Contains("a time after now", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, CheckVerdict.Warn)]
    [InlineData(0, CheckVerdict.Ok)]
    public async Task Freshness_OneOfManyRows_Warns(int ahead, CheckVerdict expected)
    {
        var rows = Enumerable.Range(0, 500).Select(i => s_now.AddMinutes(-i)).Concat(Enumerable.Repeat(s_now.AddDays(1), ahead));
        var table = await Rows.ReadAsync(
            "timestamp\n" + string.Concat(rows.Select(t => t.ToString("O", CultureInfo.InvariantCulture) + "\n"))
        );

        var check = Freshness(
            QualityAnalysis.Describe(table, null, new QualityOptions { AsOf = s_now, MaximumAge = TimeSpan.FromHours(1) })
        );

        Assert.Equal((expected, 0.0), (check.Verdict, check.Current));
    }

    /// <summary>Without an age that was asked for, nothing is said of times that can be.</summary>
    [Fact]
    public async Task Describe_WithoutAnAge_NamesOnlyWhatIsToCome()
    {
        var options = new QualityOptions { AsOf = s_now };
        var past = await Rows.ReadAsync("timestamp\n2026-11-28\n");
        var future = await Rows.ReadAsync("timestamp\n2026-11-28\n2027-01-01\n");

        Assert.DoesNotContain(
            QualityAnalysis.Describe(past, null, options),
            c => c.Check == "freshness" && c.Verdict != CheckVerdict.NotRun
        );
        Assert.Equal(CheckVerdict.Fail, Freshness(QualityAnalysis.Describe(future, null, options)).Verdict);
    }

    /// <summary>Times outside the calendar, as typed files have them, are invalid and no duplicates of missing ones.</summary>
    [Fact]
    public async Task Describe_TimesOutsideTheCalendar_AreInvalidAlsoByThemselves()
    {
        long[] micros = [0, long.MaxValue, long.MinValue, 253_402_300_800_000_000];
        var table = await Io.ColumnarSamples.ReadAsync(("timestamp", ColumnarKind.Microseconds, micros), missing: 1);

        var checks = QualityAnalysis.Describe(table);
        var against = DriftAnalysis.Compare(table, table).Quality;

        Assert.Equal(0, checks.Single(c => c.Check == "duplicates").Current);
        foreach (var invalid in new[] { checks, against }.Select(all => all.Single(c => c is { Check: "invalid", Column: "timestamp" })))
        {
            Assert.Equal((3 / 5.0, CheckVerdict.Fail), (invalid.Current, invalid.Verdict));
            Assert.Contains("\"9223372036854775807 µs since 1970\"", invalid.Reason, StringComparison.Ordinal);
        }
    }

    private static QualityCheck Freshness(IReadOnlyList<QualityCheck> checks) => checks.Single(c => c.Check == "freshness");
}
