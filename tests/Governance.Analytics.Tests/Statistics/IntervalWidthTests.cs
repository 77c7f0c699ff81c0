using Governance.Analytics.Alarms;
using Governance.Analytics.Assistants;
using Governance.Analytics.Experiments;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Tests.Statistics;

/// <summary>An interval has a width: equal values say nothing of what the next one is.</summary>
public sealed class IntervalWidthTests
{
    /// <summary>Upper end of Wilson's interval of 0 in n: z² / (n + z²), by hand.</summary>
    [Theory]
    [InlineData(250, 0.015133)]
    [InlineData(1, 0.793451)]
    [InlineData(30, 0.113513)]
    public void OfMean_AtABound_IsWilsonsInterval(int n, double upper)
    {
        Assert.Equal((0, upper), (EqualValues.OfMean(0, n).Low, Math.Round(EqualValues.OfMean(0, n).High, 6)));
        Assert.Equal(new Proportion(0, n).Wilson!.Value.High, EqualValues.OfMean(0, n).High, 12);
        Assert.Equal(new Proportion(n, n).Wilson!.Value.Low, EqualValues.OfMean(1, n).Low, 12);
        Assert.Equal(1, EqualValues.OfMean(1, n).High);
    }

    /// <summary>Every metric of every small table of labels and scores, of the ends and of the middle.</summary>
    [Fact]
    public void Performance_OfAnySmallTable_HasIntervalsWithAWidthAroundTheValue()
    {
        double[] scores = [0, 0.3, 0.7, 1];
        foreach (var rows in new[] { 2, 3, 4 })
        {
            for (var code = 0; code < Math.Pow(8, rows); code++)
            {
                var cells = Enumerable.Range(0, rows).Select(i => code / (int)Math.Pow(8, i) % 8).ToArray();
                var result = PerformanceAnalysis.Evaluate(
                    new Table([
                        new NumericColumn("score", [.. cells.Select(c => scores[c % 4])]),
                        new NumericColumn("label", [.. cells.Select(c => (double)(c / 4))]),
                    ])
                );
                Assert.All(
                    result.Intervals,
                    i => Assert.True(i.Value.Low < i.Value.High, $"{i.Key} of {string.Join(' ', cells)}: {i.Value}")
                );
            }
        }
    }

    /// <summary>
    /// Losses of 0.1 and 0.9 differ in their last bits, as 1 − 0.9 is not quite 0.1: intervals between these had a width of 10⁻¹⁷. All that
    /// can be said is that of equal values; of a logarithmic loss, which knows no upper end, nothing.
    /// </summary>
    [Fact]
    public void Performance_OfValuesThatDifferByRounding_HasTheIntervalsOfEqualOnes()
    {
        foreach (var (low, high) in new[] { (0.1, 0.9), (0.3, 0.7), (0.2, 0.8) })
        {
            foreach (var right in new[] { true, false })
            {
                var rows = Enumerable.Range(0, 60).Select(i => i % 2 == 0).ToList();
                var result = PerformanceAnalysis.Evaluate(
                    new Table([
                        new NumericColumn("score", [.. rows.Select(y => y == right ? high : low)]),
                        new NumericColumn("label", [.. rows.Select(y => y ? 1.0 : 0)]),
                    ])
                );

                Assert.False(result.Intervals.ContainsKey("logLoss"));
                Assert.All(
                    result.Intervals,
                    i => Assert.True(i.Value.High - i.Value.Low > 0.01, $"{i.Key} of {low} and {high}: {i.Value}")
                );
                var brier = EqualValues.OfMean(right ? low * low : high * high, 60);
                Assert.Equal((brier.Low, brier.High), (result.Intervals["brier"].Low, result.Intervals["brier"].High), Nearly);
            }
        }

        static bool Nearly((double, double) a, (double, double) b) =>
            Math.Abs(a.Item1 - b.Item1) < 1e-12 && Math.Abs(a.Item2 - b.Item2) < 1e-12;
    }

    /// <summary>No positive is found among four rows: F1 is 0, and J = 0 of 4 reaches 0.4899 by Wilson, so F1 2J/(1+J) = 0.6576.</summary>
    [Fact]
    public void F1_OfNothingFound_ReachesFarOnFourRows()
    {
        var result = PerformanceAnalysis.Evaluate(
            new Table([new NumericColumn("prediction", [1, 1, 0, 0]), new NumericColumn("label", [0, 0, 1, 1])])
        );

        Assert.Equal(0, result.Confusion!.F1);
        Assert.Equal((0, 0.6576), (result.Intervals["f1"].Low, Math.Round(result.Intervals["f1"].High, 4)));
    }

    [Fact]
    public void Comparison_OfPerfectAreas_IsNotCertainOnAFewRows()
    {
        static PerformanceResult Of(int each, bool right) =>
            PerformanceAnalysis.Evaluate(
                new Table([
                    new NumericColumn("score", [.. Enumerable.Range(0, 2 * each).Select(i => i < each ? 0.2 : 0.8)]),
                    new NumericColumn("label", [.. Enumerable.Range(0, 2 * each).Select(i => i < each == right ? 0.0 : 1)]),
                ])
            );

        var (two, many) = (Of(2, true), Of(200, true));

        Assert.Equal((1, 0.0), (two.Auc, two.AucStandardError));
        Assert.InRange(RankingMetrics.AucInterval(two)!.Value.Low, 0.3, 0.4);
        Assert.InRange(RankingMetrics.AucInterval(many)!.Value.Low, 0.98, 0.99);
        Assert.InRange(AreaTest.PValue(two, Of(2, false)), 0.001, 0.1);
        Assert.Equal(1, AreaTest.PValue(two, two));
        var compared = PerformanceComparison.Compare(two, two).Single(m => m.Metric == "auc").Interval!.Value;
        Assert.True(compared.Low < 0 && compared.High > 0);
    }

    [Fact]
    public void Bootstrap_OfEqualValues_KnowsTheirBounds()
    {
        Assert.Equal(EqualValues.OfMean(0.5, 20), Bootstrap.OfMean([.. Enumerable.Repeat(0.5, 20)], (0, 1)));
        Assert.Null(Bootstrap.OfMean([.. Enumerable.Repeat(7.0, 20)]));
        var nearly = Bootstrap.OfMean([.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? 0.1 : 1 - 0.9)], (0, 1))!.Value;
        Assert.Equal(EqualValues.OfMean(0.1, 20).High, nearly.High, 12);
        Assert.Equal(EqualValues.OfMean(0, 2, -1), Bootstrap.OfMeanByCluster([0, 0, 0, 0], [0, 0, 1, 1], (-1, 1)));
        var score = MeanScore.Of([.. Enumerable.Repeat(1.0, 5)]);
        Assert.Equal((EqualValues.OfMean(1, 5), 1.0), (score.Interval!.Value, score.Value));
    }

    [Fact]
    public void Experiments_OfModelsThatAgree_AreNotCertain()
    {
        bool[] labels = [true, true, true, false, false, false];
        double[] scores = [0.9, 0.8, 0.7, 0.3, 0.2, 0.1];

        var same = PairedAuc.Of(scores, scores, labels)!;

        Assert.Equal(0, same.StandardError);
        Assert.True(same.Interval.Low < 0 && same.Interval.High > 0);
        Assert.Equal(1, same.PValue);
        var opposite = PairedAuc.Of([.. scores.Select(s => -s)], scores, labels)!;
        Assert.InRange(opposite.PValue, 0.001, 0.2);
    }

    [Fact]
    public void Fairness_OfEqualScores_HasGapsWithAWidthOrNone()
    {
        var table = new Table([
            new CategoryColumn("sex", Rows.Repeat(("f", 40), ("m", 40))),
            new NumericColumn("score", [.. Enumerable.Repeat(1.0, 80)]),
            new NumericColumn("label", [.. Enumerable.Repeat(1.0, 80)]),
        ]);

        var groups = FairnessAnalysis
            .Evaluate(table, ColumnRoles.Default with { Protected = ["sex"] })
            .Attributes.SelectMany(a => a.Groups);

        Assert.All(groups, g => Assert.True(g.ScoreGapInterval is { } i && i.Low < i.High));
    }

    [Fact]
    public void RootCauses_OfConstantScoresInASegment_AreNotCertain()
    {
        static Table Of(double inA) =>
            new([
                new CategoryColumn("kind", Rows.Repeat(("a", 100), ("b", 100))),
                new NumericColumn("score", [.. Enumerable.Repeat(inA, 100), .. Enumerable.Range(0, 100).Select(i => i / 100.0)]),
            ]);

        var result = Governance.Analytics.Drift.DriftAnalysis.Compare(Of(0.2), Of(0.6)).RootCause;

        Assert.NotEmpty(result.Segments);
        Assert.All(result.Segments, s => Assert.True(s.Interval.Low < s.Interval.High && s.PValueAdjusted > 0));
    }

    [Fact]
    public void Estimate_OfCertainScores_HasAnInterval()
    {
        var table = new Table([new NumericColumn("score", [1, 1, 0, 0])]);
        var past = new Table([new NumericColumn("score", [1, 1, 0, 0]), new NumericColumn("label", [1, 1, 0, 0])]);

        var estimate = EstimatedPerformance.Of(past, table, ColumnRoles.Default, BinaryOptions.Default);

        Assert.True(estimate?.AccuracyInterval is { } interval && interval.Low < interval.High);
    }
}
