using FsCheck;
using FsCheck.Fluent;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Sketches;
using Governance.Analytics.Statistics;
using Governance.Analytics.Tests.Drift;
using Interval = Governance.Analytics.Statistics.Interval;

namespace Governance.Analytics.Tests.Properties;

/// <summary>What holds for all data, tried on generated data that shrinks to the smallest counterexample.</summary>
public sealed class PropertyTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20261120UL, 41UL);

    // Plain numbers, ties, huge and tiny ones, missing and infinite ones.
    private static readonly Gen<double> s_number = Gen.Frequency(
        (5, Gen.Choose(-1_000_000, 1_000_000).Select(i => i / 1000.0)),
        (4, Gen.Choose(-3, 3).Select(i => (double)i)),
        (1, Gen.Elements(1e300, -1e300, 5e-324, -0.0, double.MaxValue, double.MinValue)),
        (1, Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity))
    );

    private static readonly Gen<double[]> s_sample = s_number.ArrayOf();

    private static readonly Gen<long[]> s_counts = Gen.Choose(0, 50).Select(i => (long)i).ArrayOf(8).Where(c => c.Sum() > 0);

    [Fact]
    public void Drift_AnyNumbers_IsTheSameInAnyOrderAndFiniteInJson() =>
        Check(
            s_sample.Two(),
            pair =>
            {
                var (x, y) = (pair.Item1, pair.Item2);
                var json = DriftAnalysisTests.Json(DriftAnalysis.Compare(Table(x), Table(y)));
                var mirrored = DriftAnalysisTests.Json(DriftAnalysis.Compare(Table([.. x.Reverse()]), Table([.. y.Reverse()])));
                return json == mirrored
                    && !json.Contains("NaN", StringComparison.Ordinal)
                    && !json.Contains("\"Infinity", StringComparison.Ordinal)
                    && !json.Contains(":Infinity", StringComparison.Ordinal);
            }
        );

    [Fact]
    public void Binned_AnyCounts_AreBoundedAndZeroForEqualShares() =>
        Check(
            s_counts.Two(),
            pair =>
            {
                var (p, q) = (pair.Item1, pair.Item2);
                long[] doubled = [.. p.Select(c => 2 * c)];
                return PopulationStability.Index(p, q) >= 0
                    && PopulationStability.Index(p, doubled) == 0
                    && BinnedDistances.JensenShannon(p, q) is >= 0 and <= 1
                    && BinnedDistances.JensenShannon(p, doubled) == 0
                    && BinnedDistances.Hellinger(p, q) is >= 0 and <= 1
                    && BinnedDistances.TotalVariation(p, q) is >= 0 and <= 1
                    && BinnedDistances.LInfinity(p, q) <= 2 * BinnedDistances.TotalVariation(p, q) + 1e-12
                    && ChiSquare.Test(p, q) is { PValue: >= 0 and <= 1, CramersV: >= 0 and <= 1 };
            }
        );

    [Fact]
    public void TwoSample_AnyNumbers_IsSymmetricAndBounded() =>
        Check(
            s_sample.Two(),
            pair =>
            {
                var (x, y) = (Finite(pair.Item1), Finite(pair.Item2));
                if (x.Length == 0 || y.Length == 0)
                {
                    return true;
                }
                var (a, b) = (TwoSample.Compare(x, y), TwoSample.Compare(y, x));
                return a.KolmogorovSmirnovNumerator == b.KolmogorovSmirnovNumerator
                    && a.KolmogorovSmirnov is >= 0 and <= 1
                    && a.CramerVonMises >= 0
                    && !(a.Wasserstein < 0)
                    && KolmogorovSmirnov.Test(a.KolmogorovSmirnovNumerator, x.Length, y.Length).PValue is >= 0 and <= 1
                    && CramerVonMises.PValue(a.CramerVonMises, x.Length, y.Length) is >= 0 and <= 1;
            }
        );

    [Fact]
    public void BinCounts_AnyNumbers_AreTheSameSortedOrNot() =>
        Check(
            s_sample.Two(),
            pair =>
            {
                var x = Finite(pair.Item1);
                if (x.Length == 0)
                {
                    return true;
                }
                var binning = Binning.For(x);
                var y = Finite(pair.Item2);
                return binning.CountSorted(y).SequenceEqual(binning.CountValues(pair.Item2))
                    && binning
                        .CountSorted(y)
                        .SequenceEqual(Enumerable.Range(0, binning.Count).Select(b => y.LongCount(v => binning.BinOf(v) == b)));
            }
        );

    [Fact]
    public void QuantileSketch_Merged_StaysWithinItsBound() =>
        Check(
            s_sample.Two(),
            pair =>
            {
                var (a, b) = (new QuantileSketch(8), new QuantileSketch(8));
                double[] x = Finite(pair.Item1);
                double[] y = Finite(pair.Item2);
                foreach (var value in x)
                {
                    a.Add(value);
                }
                foreach (var value in y)
                {
                    b.Add(value, 3);
                }
                a.Merge(b);
                double[] all = [.. x, .. y, .. y, .. y];
                return a.Count == all.Length && all.All(v => Math.Abs(a.Rank(v) - all.LongCount(u => u <= v)) <= a.RankError);
            }
        );

    [Fact]
    public void FrequentValues_Merged_StayWithinTheirBound() =>
        Check(
            Gen.Choose(0, 30).ArrayOf().Two(),
            pair =>
            {
                var (a, b) = (new FrequentValues(4), new FrequentValues(4));
                foreach (var i in pair.Item1)
                {
                    a.Add($"v{i * i % 17}");
                }
                foreach (var i in pair.Item2)
                {
                    b.Add($"v{i % 13}");
                }
                a.Merge(b);
                var truth = pair.Item1.Select(i => $"v{i * i % 17}").Concat(pair.Item2.Select(i => $"v{i % 13}")).CountBy(v => v);
                return a.Counts.Count <= 4
                    && truth.All(t => a.Counts.GetValueOrDefault(t.Key) is var kept && kept <= t.Value && kept >= t.Value - a.Error);
            }
        );

    [Fact]
    public void Adjusted_AnyPValues_AreOrderedAndNotBelowTheRawOnes() =>
        Check(
            Gen.Choose(0, 1000).Select(i => i / 1000.0).ArrayOf(),
            p =>
            {
                var adjusted = MultipleTesting.Adjust(p);
                return p.Zip(adjusted).All(x => x.Second >= x.First && x.Second <= 1)
                    && p.Zip(adjusted).OrderBy(x => x.First).Select(x => x.Second).ToArray() is var sorted
                    && sorted.SequenceEqual(sorted.Order());
            }
        );

    [Fact]
    public void Intervals_AnyCounts_HoldTheEstimate() =>
        Check(
            Gen.Choose(0, 400).Two().Two(),
            pair =>
            {
                var a = new Proportion(Math.Min(pair.Item1.Item1, pair.Item1.Item2), Math.Max(pair.Item1.Item1, pair.Item1.Item2));
                var b = new Proportion(Math.Min(pair.Item2.Item1, pair.Item2.Item2), Math.Max(pair.Item2.Item1, pair.Item2.Item2));
                if (a.Trials == 0 || b.Trials == 0)
                {
                    return a.Trials > 0 || a.Wilson is null;
                }
                var difference = Proportion.Difference(a, b)!.Value;
                return !a.Wilson!.Value.Excludes(a.Value!.Value)
                    && difference is { Low: >= -1 - 1e-12, High: <= 1 + 1e-12 }
                    && !new Interval(difference.Low - 1e-12, difference.High + 1e-12).Excludes(a.Value.Value - b.Value!.Value)
                    && FisherExact.PValue(a, b) is > 0 and <= 1
                    && Proportion.PooledPValue(a, b) is >= 0 and <= 1;
            }
        );

    [Fact]
    public void RadixSort_AnyNumbers_SortsLikeTheFramework() =>
        Check(
            s_number.ArrayOf(5_000),
            x =>
            {
                var mine = Finite(x);
                var random = new Random(x.Length);
                var shuffled = mine.ToArray();
                random.Shuffle(shuffled);
                return Binning.For(mine).CountSorted(mine).Sum() == mine.Length
                    && new NumericColumn("x", shuffled).Values.Length == mine.Length
                    && ReferenceProfile.FromTable(Table(shuffled)).Columns[0] is NumericProfile profile
                    && profile.Sorted.SequenceEqual(mine);
            },
            20
        );

    private static void Check<T>(Gen<T> generator, Func<T, bool> property, int tests = 200) =>
        FsCheck.Fluent.Prop.ForAll(generator.ToArbitrary(), property).Check(s_config.WithMaxTest(tests));

    private static double[] Finite(double[] values) => [.. values.Where(double.IsFinite).Select(v => v + 0.0).Order()];

    private static Table Table(double[] values) => new([new NumericColumn("x", values)]);
}
