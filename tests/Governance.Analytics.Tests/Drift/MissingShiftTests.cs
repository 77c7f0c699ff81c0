using System.Text;
using System.Text.Json;
using Governance.Analytics.Alarms;
using Governance.Analytics.Drift;

namespace Governance.Analytics.Tests.Drift;

/// <summary>A share of rows without a usable value that moves is drift with levels, before the last value is gone.</summary>
public sealed class MissingShiftTests
{
    [Theory]
    [InlineData(90, DriftVerdict.Stable)] // 9 points
    [InlineData(110, DriftVerdict.Moderate)]
    [InlineData(240, DriftVerdict.Moderate)]
    [InlineData(260, DriftVerdict.Major)]
    [InlineData(950, DriftVerdict.Major)] // yakew7/Fair-Code #461
    [InlineData(996, DriftVerdict.Major)]
    [InlineData(1_000, DriftVerdict.Major)]
    public async Task Compare_ValuesLost_IsJudgedByTheirShare(int lost, DriftVerdict expected)
    {
        foreach (var exact in new[] { 0, LogComparison.DefaultExactBytes })
        {
            foreach (var word in new[] { "", "k. A." })
            {
                var result = await CompareAsync(Log(1_000, 0, ""), Log(1_000, lost, word), exact);

                var x = result.Features.Single(f => f.Name == "x");
                Assert.Equal(expected, x.Verdict);
                Assert.Equal(expected is DriftVerdict.Stable, result.Severity is DriftSeverity.None);
                if (lost is > 100 and < 1_000)
                {
                    Assert.Equal(
                        $"{lost} of 1000 rows have no usable value, against 0 of 1000 in the reference.",
                        result.Features.Single(f => f.Name == "x").Reason
                    );
                    Assert.Equal(lost / 1000.0, x.MissingShift!.Statistic, 12);
                    Assert.Contains("x", result.Drifted);
                }
            }
        }
    }

    /// <summary>Columns that are not compared, a date and two identifiers, lose values like any others.</summary>
    [Theory]
    [InlineData(0, DriftVerdict.Skipped, "Dates are not compared.")]
    [InlineData(90, DriftVerdict.Skipped, "Dates are not compared.")]
    [InlineData(110, DriftVerdict.Moderate, "110 of 1000 rows have no usable value, against 0 of 1000 in the reference.")]
    [InlineData(950, DriftVerdict.Major, "950 of 1000 rows have no usable value, against 0 of 1000 in the reference.")]
    [InlineData(1_000, DriftVerdict.Major, "None of the 1000 rows has a usable value any more; in the reference 1000 of 1000 have one.")]
    public async Task Compare_ValuesLostThatAreNotCompared_AreJudgedTheSame(int lost, DriftVerdict expected, string reason)
    {
        static string Log(int lost) =>
            "born,code,account\n"
            + string.Concat(
                Enumerable
                    .Range(0, 1_000)
                    .Select(i =>
                        i * 7 % 1_000 < lost ? ",,\n" : $"{1950 + (i % 50)}-03-{1 + (i % 28):00},id{i},{9_007_199_254_740_993 + i}\n"
                    )
            );
        foreach (var exact in new[] { 0, LogComparison.DefaultExactBytes })
        {
            var result = await CompareAsync(Log(0), Log(lost), exact);

            Assert.All(result.Features, f => Assert.Equal(expected, f.Verdict));
            Assert.Equal(reason, result.Features.Single(f => f.Name == "born").Reason);
        }
    }

    [Fact]
    public async Task Compare_ValuesThatCame_AreAChangeToo()
    {
        var result = await CompareAsync(Log(1_000, 500, ""), Log(1_000, 0, ""));

        Assert.All(result.Features, f => Assert.Equal(DriftVerdict.Major, f.Verdict));
    }

    /// <summary>Fisher's exact test: 4 of 30 against none of 30 is p = 0.112 (SciPy fisher_exact), which chance explains.</summary>
    [Fact]
    public async Task Compare_FewRows_AreLeftToChance()
    {
        Assert.Equal(0.1124, MissingShift.PValue(30, 30, 26, 30)!.Value, 4);
        var result = await CompareAsync(Log(30, 0, ""), Log(30, 4, ""));

        Assert.All(result.Features, f => Assert.Null(f.MissingShift));
        Assert.Equal(DriftSeverity.None, result.Severity);
    }

    [Fact]
    public async Task Json_HasTheShiftOnlyWhereThereIsOne()
    {
        var shifted = DriftAnalysisTests.Json(await CompareAsync(Log(1_000, 0, ""), Log(1_000, 300, "")));
        var stable = DriftAnalysisTests.Json(await CompareAsync(Log(1_000, 0, ""), Log(1_000, 20, "")));

        using var json = JsonDocument.Parse(shifted);
        Assert.Equal(0.3, json.RootElement.GetProperty("features")[0].GetProperty("missingShift").GetProperty("statistic").GetDouble(), 12);
        Assert.DoesNotContain("missingShift", stable, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(950, AlarmOutcome.Breach)]
    [InlineData(996, AlarmOutcome.Breach)]
    [InlineData(50, AlarmOutcome.Ok)]
    public async Task Figure_OfLostValues_IsABreach(int lost, AlarmOutcome expected)
    {
        var result = await CompareAsync(Log(1_000, 0, ""), Log(1_000, lost, ""));

        var figure = AlarmFigure.Of(result.Features[0], limit: null, minimumRows: 100);

        Assert.Equal(expected, AlarmJudge.Judge([figure])[0].Outcome);
    }

    private static string Log(int rows, int lost, string word)
    {
        var text = new StringBuilder("x,c\n");
        for (var i = 0; i < rows; i++)
        {
            // Those lost are spread evenly, so that the rest is distributed as before.
            var isLost = (long)(i + 1) * lost / rows > (long)i * lost / rows;
            var value = $"{i * 7919 % 997 / 10.0:F1}";
            text.Append(isLost ? word : value)
                .Append(',')
                .Append(isLost ? "" : (i % 3).ToString(System.Globalization.CultureInfo.InvariantCulture) + "c")
                .Append('\n');
        }

        return text.ToString();
    }

    private static Task<DriftResult> CompareAsync(string before, string now, long exact = LogComparison.DefaultExactBytes) =>
        LogComparison.CompareAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(before)),
            new MemoryStream(Encoding.UTF8.GetBytes(now)),
            exactBytes: exact,
            cancellationToken: TestContext.Current.CancellationToken
        );
}
