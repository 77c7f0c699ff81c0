using Governance.Analytics.Statistics;

namespace Governance.Analytics.Tests.Statistics;

public sealed class ProportionTests
{
    // R. G. Newcombe, Statist. Med. 17 (1998) 857–872, table I, score method: 81/263, 15/148, 0/20, 1/29.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_PublishedExamples_Match(long successes, long trials, double low, double high)
    {
        var interval = new Proportion(successes, trials).Wilson!.Value;

        Assert.Equal(low, interval.Low, 6e-5);
        Assert.Equal(high, interval.High, 6e-5);
    }

    // R. G. Newcombe, Statist. Med. 17 (1998) 873–890, table II, method 10: 56/70 − 48/80 and 9/10 − 3/10.
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    public void Difference_PublishedExamples_Match(long a, long n, long b, long m, double low, double high)
    {
        var interval = Proportion.Difference(new(a, n), new(b, m))!.Value;

        Assert.Equal(low, interval.Low, 6e-5);
        Assert.Equal(high, interval.High, 6e-5);
    }

    [Fact]
    public void Wilson_NoTrials_IsUndefined()
    {
        Assert.Null(new Proportion(0, 0).Wilson);
        Assert.Null(new Proportion(0, 0).Value);
        Assert.Null(Proportion.Difference(new(0, 0), new(1, 2)));
    }

    // By hand: pooled 104/150 = 0.69333; z = 0.2/√(0.69333·0.30667·(1/70 + 1/80)) = 2.6502; two-sided p = 0.00804.
    [Fact]
    public void PooledPValue_KnownTable_MatchesHandCalculation() =>
        Assert.Equal(0.00804, Proportion.PooledPValue(new(56, 70), new(48, 80))!.Value, 1e-5);

    [Fact]
    public void Wilson_AllCounts_ContainTheEstimateAndStayWithinBounds()
    {
        for (var n = 1; n <= 40; n++)
        {
            for (var k = 0; k <= n; k++)
            {
                var interval = new Proportion(k, n).Wilson!.Value;
                Assert.True(interval.Low >= 0 && interval.High <= 1 && !interval.Excludes((double)k / n));
            }
        }
    }
}
