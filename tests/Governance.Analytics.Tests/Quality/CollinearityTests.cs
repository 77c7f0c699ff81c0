using System.Globalization;
using System.Text;
using Governance.Analytics.Drift;
using Governance.Analytics.Quality;

namespace Governance.Analytics.Tests.Quality;

/// <summary>Inputs that say the same, by pairs and several at once, against hand calculation.</summary>
public sealed class CollinearityTests
{
    // 19 of 20 rows agree on either side: r = (19 + 19 − 1 − 1) / 40 = 0.9.
    private static readonly double[] s_x = [.. Enumerable.Range(0, 40).Select(i => i < 20 ? 1.0 : -1)];
    private static readonly double[] s_y = [.. Enumerable.Range(0, 40).Select(i => i is < 19 or 39 ? 1.0 : -1)];

    // Half of the rows of each side: without any correlation with the other two.
    private static readonly double[] s_z = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 1.0 : -1)];

    [Fact]
    public void Correlation_ByHand() => Assert.Equal(0.9, CollinearityRules.Correlation(s_x, s_y)!.Value, 12);

    [Fact]
    public void Correlation_OfTooFewRowsOrAConstant_IsUndefined()
    {
        Assert.Null(CollinearityRules.Correlation(s_x[..29], s_y[..29]));
        Assert.Null(CollinearityRules.Correlation(s_x, [.. Enumerable.Repeat(5.0, 40)]));
    }

    [Fact]
    public void Inflation_OfTwoThatCorrelate_IsOneByOneMinusRSquared()
    {
        // R² of x on y is 0.9² = 0.81, so that VIF = 1 / 0.19.
        var inflation = CollinearityRules.InflationOf([s_x, s_y])!;

        Assert.Equal(1 / 0.19, inflation[0], 9);
        Assert.Equal(1 / 0.19, inflation[1], 9);
    }

    [Fact]
    public async Task Describe_OneColumnTwiceAnother_IsNamedAsAPair()
    {
        var checks = await DescribeAsync(i => [s_z[i] + (0.1 * i), 2 * (s_z[i] + (0.1 * i)), s_x[i]]);

        var pair = Assert.Single(checks, c => c.Check == "collinearity");
        Assert.Equal(("a|b", CheckVerdict.Warn), (pair.Column, pair.Verdict));
        Assert.Equal(1.0, pair.Current!.Value, 9);
    }

    // No pair is close: that the third adds up to the others shows in its variance inflation alone.
    [Fact]
    public async Task Describe_OneColumnTheSumOfTwoOthers_IsNamedThoughNoPairIs()
    {
        var checks = await DescribeAsync(i => [s_x[i], s_z[i], s_x[i] + s_z[i]]);

        Assert.Equal(CheckVerdict.Ok, Assert.Single(checks, c => c.Check == "collinearity").Verdict);
        Assert.All(checks.Where(c => c.Check == "variance_inflation"), c => Assert.Equal(CheckVerdict.Warn, c.Verdict));
        Assert.Equal(3, checks.Count(c => c.Check == "variance_inflation"));
    }

    [Fact]
    public async Task Describe_ColumnsThatHaveNothingInCommon_SayHowNearTheNearestComes()
    {
        var checks = await DescribeAsync(i => [s_x[i], s_z[i], (i * 7) % 11]);

        Assert.Equal(CheckVerdict.Ok, Assert.Single(checks, c => c.Check == "collinearity").Verdict);
        Assert.Equal(CheckVerdict.Ok, Assert.Single(checks, c => c.Check == "variance_inflation").Verdict);
    }

    [Fact]
    public async Task Describe_OneNumericInput_IsNotRun_AndNeverOk()
    {
        var checks = await DescribeAsync(i => [s_x[i]]);

        Assert.All(checks.Where(c => c.Check is "collinearity" or "variance_inflation"), c => Assert.Equal(CheckVerdict.NotRun, c.Verdict));
    }

    [Theory]
    [InlineData(1e-200)]
    [InlineData(1e200)]
    public async Task Describe_WhateverTheUnit_APairIsFound(double unit)
    {
        var checks = await DescribeAsync(i => [i, unit * i, s_x[i]]);

        Assert.Contains(checks, c => c is { Check: "collinearity", Column: "a|b", Verdict: CheckVerdict.Warn });
    }

    [Fact]
    public async Task Window_WithAPairThatTheReferenceDoesNotHave_WarnsWithBothFigures()
    {
        var reference = ReferenceProfile.FromTable(await TableAsync(i => [i, (i * 7) % 11, s_x[i]]));
        var current = await Rows.ReadAsync(Csv(i => [i, 3 * i, s_x[i]]), new() { Schema = reference.Schema });

        var pair = Assert.Single(DriftAnalysis.Compare(reference, current).Quality, c => c is { Check: "collinearity", Column: "a|b" });

        Assert.Equal(CheckVerdict.Warn, pair.Verdict);
        Assert.True(pair.Reference < 0.5);
        Assert.Equal(1.0, pair.Current!.Value, 9);
    }

    private static async Task<IReadOnlyList<QualityCheck>> DescribeAsync(Func<int, double[]> row) =>
        QualityAnalysis.Describe(await TableAsync(row));

    private static Task<Governance.Analytics.Io.Table> TableAsync(Func<int, double[]> row) => Rows.ReadAsync(Csv(row));

    private static string Csv(Func<int, double[]> row)
    {
        string[] names = ["a", "b", "c"];
        var text = new StringBuilder(string.Join(',', names.Take(row(0).Length))).Append('\n');
        for (var i = 0; i < 40; i++)
        {
            text.Append(string.Join(',', row(i).Select(v => v.ToString("R", CultureInfo.InvariantCulture)))).Append('\n');
        }

        return text.ToString();
    }
}
