using Governance.Analytics.Drift;

namespace Governance.Analytics.Tests.Drift;

/// <summary>
/// Expected numbers: SciPy 1.10.1 on the same sequences: ks_2samp(method="exact"), special.kolmogorov, wasserstein_distance,
/// cramervonmises_2samp(method="asymptotic") and anderson_ksamp (mid-ranks). SciPy's Cramér–von Mises uses mid-ranks, so with ties the
/// expected statistic is n·m/N²·Σ(F−G)² written out with numpy.searchsorted.
/// </summary>
public sealed class TwoSampleTests
{
    [Fact]
    public void Compare_SmallSamplesWithoutTies_MatchesSciPy()
    {
        var x = Sequence(40, i => (i * 37 % 101) + 0.5);
        var y = Sequence(30, j => (j * 53 % 97 * 1.1) + 3);

        var pair = TwoSample.Compare(x, y);

        Assert.False(pair.HasTies);
        Assert.Equal(0.09166666666666666, pair.KolmogorovSmirnov, 1e-15);
        Assert.Equal(0.9963574283626725, KolmogorovSmirnov.Test(pair.KolmogorovSmirnovNumerator, 40, 30).PValue, 1e-12);
        Assert.Equal(2.775000000000002, pair.Wasserstein!.Value, 1e-12);
        Assert.Equal(0.020000000000000007, pair.CramerVonMises, 1e-14);
        Assert.Equal(0.9992204917842579, CramerVonMises.PValue(pair.CramerVonMises, 40, 30), 1e-7);
        Assert.Equal(-1.1088502151949413, pair.AndersonDarling!.Value, 1e-10);
    }

    [Fact]
    public void Compare_SamplesWithTies_MatchesSciPy()
    {
        var pair = TwoSample.Compare(Sequence(200, i => i * 37 % 17), Sequence(150, j => (j * 53 % 13) + 2));

        Assert.True(pair.HasTies);
        Assert.Equal(0.12, pair.KolmogorovSmirnov, 1e-15);
        var test = KolmogorovSmirnov.Test(pair.KolmogorovSmirnovNumerator, 200, 150);
        Assert.Equal("exact", test.Method);
        Assert.Equal(0.15797547206963716, test.PValue, 1e-12);
        Assert.Equal(1.05, pair.Wasserstein!.Value, 1e-12);
        Assert.Equal(0.43319115646258516, pair.CramerVonMises, 1e-13);
        Assert.Equal(5.5013705768780135, pair.AndersonDarling!.Value, 1e-10);
    }

    [Fact]
    public void Compare_LargeSamples_MatchesSciPy()
    {
        var pair = TwoSample.Compare(
            Sequence(3000, i => i * 0.6180339887498949 % 1),
            Sequence(2500, j => Math.Pow(j * 0.41421356237309515 % 1, 2) * 1.2)
        );

        Assert.Equal(0.2094, pair.KolmogorovSmirnov, 1e-15);
        var test = KolmogorovSmirnov.Test(pair.KolmogorovSmirnovNumerator, 3000, 2500);
        Assert.Equal("asymptotic", test.Method);
        Assert.Equal(1, test.PValue / 2.3189990592759164e-52, 1e-9);
        Assert.Equal(0.13154286559249595, pair.Wasserstein!.Value, 1e-12);
        Assert.Equal(26.90128168264463, pair.CramerVonMises, 1e-9);
        Assert.Equal(9.675815704213164e-09, CramerVonMises.PValue(pair.CramerVonMises, 3000, 2500), 1e-8);
        Assert.Equal(208.07072096901197, pair.AndersonDarling!.Value, 1e-8);
    }

    [Fact]
    public void Compare_MixOfSpikeAndRamp_MatchesSciPy()
    {
        var x = Sorted([.. Enumerable.Repeat(1.0, 30), .. Enumerable.Range(0, 20).Select(i => (double)i)]);
        var y = Sorted([.. Enumerable.Repeat(1.0, 40), .. Enumerable.Range(0, 10).Select(i => (double)i)]);

        var pair = TwoSample.Compare(x, y);

        Assert.Equal(0.2719135601522248, KolmogorovSmirnov.Test(pair.KolmogorovSmirnovNumerator, 50, 50).PValue, 1e-12);
        Assert.Equal(2.7, pair.Wasserstein!.Value, 1e-12);
        Assert.Equal(0.9084999999999995, pair.CramerVonMises, 1e-13);
        Assert.Equal(5.286596047488007, pair.AndersonDarling!.Value, 1e-10);
    }

    // By hand: F jumps to 1/2 at 1 and to 1 at 2; G to 1/2 at 2 and to 1 at 4. |F − G|: 1/2 on [1, 2), 1/2 on [2, 4), 0 after.
    // D = 1/2; W = 1/2·1 + 1/2·2 = 1.5; T = 4/16·(1/4 + 2·1/4 + 0) = 0.1875.
    [Fact]
    public void Compare_TwoAgainstTwo_MatchesHandCalculation()
    {
        var pair = TwoSample.Compare([1, 2], [2, 4]);

        Assert.Equal(0.5, pair.KolmogorovSmirnov);
        Assert.Equal(1.5, pair.Wasserstein!.Value, 1e-15);
        Assert.Equal(0.1875, pair.CramerVonMises, 1e-15);
    }

    // By hand: of the C(4,2) = 6 orders of two and two values, only xxyy and yyxx reach D = 1: p = 2/6.
    [Fact]
    public void Exact_TwoAgainstTwoFullySeparated_IsOneThird() => Assert.Equal(1.0 / 3, KolmogorovSmirnov.Exact(4, 2, 2), 1e-15);

    [Theory]
    [InlineData(5, 5, 20, 0.07936507936507936)]
    [InlineData(7, 4, 16, 0.30909090909090914)]
    [InlineData(10, 13, 52, 0.2365894974590627)]
    [InlineData(100, 100, 10_000, 2.2087606931995054e-59)]
    [InlineData(1000, 1000, 60_000, 0.05462666510701526)]
    [InlineData(30, 30, 900, 1.6911233892144742e-17)]
    [InlineData(30, 30, 0, 1)]
    public void Exact_KnownSizes_MatchesSciPyToTenDigits(int n, int m, long numerator, double expected)
    {
        Assert.Equal(1, KolmogorovSmirnov.Exact(numerator, n, m) / expected, 1e-10);
        Assert.Equal(1, KolmogorovSmirnov.Exact(numerator, m, n) / expected, 1e-10);
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.3, 0.9999906941986655)]
    [InlineData(0.9, 0.3927307079406543)]
    [InlineData(1.0, 0.26999967167735456)]
    [InlineData(1.2, 0.11224966667072497)]
    [InlineData(2.0, 0.0006709252557796953)]
    [InlineData(3.0, 3.045995948942526e-08)]
    public void Asymptotic_KnownArguments_MatchesSciPy(double lambda, double expected) =>
        Assert.Equal(1, KolmogorovSmirnov.Asymptotic(lambda) / expected, 1e-12);

    [Fact]
    public void Compare_ConstantAgainstItself_HasNoDistanceAndNoAndersonDarling()
    {
        var pair = TwoSample.Compare([3, 3, 3], [3, 3]);

        Assert.Equal(0, pair.KolmogorovSmirnov);
        Assert.Equal(0, pair.Wasserstein);
        Assert.Equal(0, pair.CramerVonMises);
        Assert.Null(pair.AndersonDarling);
    }

    [Fact]
    public void Compare_NumbersAtTheEndOfTheRange_DoesNotOverflow()
    {
        var pair = TwoSample.Compare([-1e300, 1e300], [-1e300, 0]);

        // ½ on [0, 1e300].
        Assert.Equal(0.5e300, pair.Wasserstein!.Value, 1e285);
        Assert.Null(TwoSample.Compare([-1.7e308], [1.7e308]).Wasserstein);
    }

    [Fact]
    public void Compare_ScaledShiftedOrSwapped_KeepsWhatIsInvariant()
    {
        var random = new Random(3);
        for (var run = 0; run < 100; run++)
        {
            var x = Sorted([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => Math.Round(random.NextDouble() * 20) / 4)]);
            var y = Sorted([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => Math.Round(random.NextDouble() * 20) / 4)]);
            var pair = TwoSample.Compare(x, y);
            var swapped = TwoSample.Compare(y, x);
            var moved = TwoSample.Compare([.. x.Select(v => (v * 8) - 64)], [.. y.Select(v => (v * 8) - 64)]);

            Assert.Equal(pair.KolmogorovSmirnov, swapped.KolmogorovSmirnov);
            Assert.Equal(pair.Wasserstein!.Value, swapped.Wasserstein!.Value, 1e-12);
            Assert.Equal(pair.CramerVonMises, swapped.CramerVonMises, 1e-12);
            Assert.Equal(pair.KolmogorovSmirnov, moved.KolmogorovSmirnov);
            Assert.Equal(8 * pair.Wasserstein.Value, moved.Wasserstein!.Value, 1e-10);
            Assert.Equal(pair.CramerVonMises, moved.CramerVonMises);
            Assert.Equal(0, TwoSample.Compare(x, x).KolmogorovSmirnov);
            Assert.InRange(pair.KolmogorovSmirnov, 0, 1);
            Assert.InRange(KolmogorovSmirnov.Test(pair.KolmogorovSmirnovNumerator, x.Length, y.Length).PValue, 0, 1);
        }
    }

    private static double[] Sequence(int count, Func<double, double> value) =>
        Sorted([.. Enumerable.Range(0, count).Select(i => value(i))]);

    private static double[] Sorted(double[] values)
    {
        Array.Sort(values);
        return values;
    }
}
