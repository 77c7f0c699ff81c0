using Governance.Analytics.Drift;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Tests.Drift;

public sealed class BinnedMeasureTests
{
    // By hand: (0.4−0.5)·ln(0.4/0.5) + (0.6−0.5)·ln(0.6/0.5) = 0.0223144 + 0.0182322 = 0.0405465
    [Fact]
    public void Psi_HalfHalfToFortySixty_MatchesHandCalculation() =>
        Assert.Equal(0.0405465, PopulationStability.Index([50, 50], [40, 60])!.Value, 1e-7);

    // By hand: p = (1, floor), q = (floor, 1): 2·(1 − 0.0001)·ln(10000) = 18.418839
    [Fact]
    public void Psi_ConstantThatMovesToAnotherValue_IsFlooredNotInfinite() =>
        Assert.Equal(18.418839, PopulationStability.Index([5000, 0], [0, 336])!.Value, 1e-6);

    // A bin of 1 in 100,000 is below the floor of 0.0001 too: (q − p)·ln(q/p) with p raised to 0.0001 and q = 0.5.
    [Fact]
    public void Psi_ShareBelowTheFloor_IsRaisedToIt()
    {
        var expected = ((0.5 - 0.0001) * Math.Log(0.5 / 0.0001)) + ((0.5 - 0.99999) * Math.Log(0.5 / 0.99999));

        Assert.Equal(expected, PopulationStability.Index([1, 99_999], [50, 50])!.Value, 1e-12);
    }

    // By hand: ½·[(√.5−√.4)² + (√.5−√.6)²] = ½·(0.0055728 + 0.0045549) = 0.0050638; √ = 0.0711608. Distance of Jensen and Shannon: SciPy
    // 1.10.1, base 2.
    [Fact]
    public void Distances_HalfHalfToFortySixty_MatchHandCalculation()
    {
        Assert.Equal(0.0711608, BinnedDistances.Hellinger([50, 50], [40, 60])!.Value, 1e-6);
        Assert.Equal(0.0854351026245885, BinnedDistances.JensenShannon([50, 50], [40, 60])!.Value, 1e-12);
        Assert.Equal(0.1, BinnedDistances.TotalVariation([50, 50], [40, 60])!.Value, 1e-15);
        Assert.Equal(0.1, BinnedDistances.LInfinity([50, 50], [40, 60])!.Value, 1e-15);
    }

    [Fact]
    public void Distances_DisjointSamples_AreOne()
    {
        Assert.Equal(1, BinnedDistances.JensenShannon([7, 0], [0, 3]));
        Assert.Equal(1, BinnedDistances.Hellinger([7, 0], [0, 3]));
        Assert.Equal(1, BinnedDistances.TotalVariation([7, 0], [0, 3]));
        Assert.Equal(1, BinnedDistances.LInfinity([7, 0], [0, 3]));
    }

    [Fact]
    public void Measures_EmptySample_AreUndefinedNotZero()
    {
        Assert.Null(PopulationStability.Index([1, 2], [0, 0]));
        Assert.Null(BinnedDistances.JensenShannon([1, 2], [0, 0]));
        Assert.Null(BinnedDistances.Hellinger([0, 0], [1, 2]));
        Assert.Null(ChiSquare.Test([1, 2], [0, 0]));
    }

    [Fact]
    public void Measures_RandomCounts_AreNonNegativeBoundedSymmetricAndZeroForEqualShares()
    {
        var random = new Random(5);
        for (var run = 0; run < 500; run++)
        {
            var a = Counts(random);
            var b = Counts(random, a.Length);
            var tripled = a.Select(c => c * 3).ToArray();
            foreach (
                var measure in new Func<long[], long[], double>[]
                {
                    (p, q) => PopulationStability.Index(p, q)!.Value,
                    (p, q) => BinnedDistances.JensenShannon(p, q)!.Value,
                    (p, q) => BinnedDistances.Hellinger(p, q)!.Value,
                    (p, q) => BinnedDistances.TotalVariation(p, q)!.Value,
                    (p, q) => BinnedDistances.LInfinity(p, q)!.Value,
                }
            )
            {
                Assert.True(measure(a, b) >= 0);
                Assert.Equal(measure(a, b), measure(b, a), 1e-12);
                Assert.Equal(0, measure(a, tripled));
            }
            Assert.InRange(BinnedDistances.JensenShannon(a, b)!.Value, 0, 1);
            Assert.InRange(ChiSquare.Test(a, b)!.CramersV, 0, 1);
            Assert.Equal(0, ChiSquare.Test(a, tripled)!.Statistic, 1e-9);
        }
    }

    // SciPy 1.10.1: chi2_contingency([[50,30,20,0],[40,30,20,30]], correction=False).
    [Fact]
    public void ChiSquare_TwoByFour_MatchesSciPy()
    {
        var result = ChiSquare.Test([50, 30, 20, 0], [40, 30, 20, 30])!;

        Assert.Equal(29.53703703703704, result.Statistic, 1e-12);
        Assert.Equal(1, result.PValue / 1.7268627661254098e-06, 1e-10);
        Assert.Equal(3, result.DegreesOfFreedom);
        Assert.Equal(0.36641405439647, result.CramersV, 1e-12);
        Assert.Equal(0, result.LowExpectedCells);
    }

    [Fact]
    public void ChiSquare_OneCategory_IsZeroWithPValueOne()
    {
        var result = ChiSquare.Test([50, 0], [40, 0])!;

        Assert.Equal((0.0, 1.0, 0, 0.0), (result.Statistic, result.PValue, result.DegreesOfFreedom, result.CramersV));
    }

    // SciPy 1.10.1: chi2.ppf(0.95, df), with n = m = 2 so that 1/n + 1/m = 1.
    [Theory]
    [InlineData(2, 3.841458820694124)]
    [InlineData(5, 9.487729036781154)]
    [InlineData(10, 16.918977604620448)]
    [InlineData(100, 123.2252214533618)]
    [InlineData(5_000, 5164.598068527191)]
    [InlineData(100_001, 100736.736177319)]
    [InlineData(1, 0)]
    public void PsiNull95_KnownBins_MatchesSciPy(int bins, double expected) =>
        Assert.Equal(expected, PopulationStability.Null95(2, 2, bins), Math.Max(1e-9, expected * 1e-9));

    // By hand, k = 4: sorted 0.01, 0.02, 0.03, 0.5 → ·4/1, ·4/2, ·4/3, ·4/4 = 0.04, 0.04, 0.04, 0.5, then minima from the right.
    [Fact]
    public void Adjust_BenjaminiHochberg_MatchesHandCalculation()
    {
        Assert.Equal([0.04, 0.5, 0.04, 0.04], MultipleTesting.Adjust([0.03, 0.5, 0.01, 0.02]).Select(p => Math.Round(p, 12)));
        Assert.Equal(
            [0.12, 1, 0.04, 0.08],
            MultipleTesting.Adjust([0.03, 0.5, 0.01, 0.02], MultipleTestingMethod.Bonferroni).Select(p => Math.Round(p, 12))
        );
        Assert.Empty(MultipleTesting.Adjust([]));
    }

    private static long[] Counts(Random random, int? length = null)
    {
        var counts = new long[length ?? random.Next(2, 12)];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = random.Next(3) == 0 ? 0 : random.Next(200);
        }
        counts[0]++;
        return counts;
    }
}
