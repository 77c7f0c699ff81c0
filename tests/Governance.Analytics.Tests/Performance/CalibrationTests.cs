using Governance.Analytics.Io;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Tests.Performance;

public sealed class CalibrationTests
{
    // By hand: bins 0 (0.05, 0.05 with one positive), 9 (0.95, one positive): |0.05 − 0.5| = 0.45 and |0.95 − 1| = 0.05.
    [Fact]
    public void Reliability_ThreeRows_MatchesHandCalculation()
    {
        var table = Calibration.Reliability([0.05, 0.05, 0.95], [true, false, true]);

        Assert.Equal(10, table.Count);
        Assert.Equal((0.05, 1L, 2L), (table[0].MeanScore!.Value, table[0].Positives.Successes, table[0].Positives.Trials));
        Assert.Null(table[5].MeanScore);
        Assert.Equal(0.45, Calibration.MaximumError(table)!.Value, 1e-12);
        Assert.Null(Calibration.MaximumError(Calibration.Reliability([], [])));
    }

    [Fact]
    public void ErrorByChance_CalibratedScores_HoldsTheErrorSeen()
    {
        var inside = 0;
        for (var run = 0; run < 100; run++)
        {
            var (scores, labels) = Calibrated(run, 400);
            inside += ProbabilityMetrics.CalibrationError(scores, labels) <= Calibration.ErrorByChance(scores)!.High ? 1 : 0;
        }

        Assert.InRange(inside, 88, 100);
        var (s, y) = Calibrated(1, 400);
        Assert.True(
            ProbabilityMetrics.CalibrationError([.. s.Select(v => v * v)], y) > Calibration.ErrorByChance([.. s.Select(v => v * v)])!.High
        );
    }

    // scikit-learn 1.2.1: IsotonicRegression(out_of_bounds="clip").fit([1,2,3,4,5,6], [0,1,0,1,1,0]).predict([0, 1, 2.5, 3.5, 9]) = 0, 0,
    // 0.5, 0.58333…, 0.66667.
    [Fact]
    public void Isotonic_SmallSample_MatchesScikitLearn()
    {
        var calibrator = IsotonicCalibrator.Fit([6, 1, 2, 3, 4, 5], [false, false, true, false, true, true]);

        Assert.Equal(
            [0, 0, 0.5, 0.583333333333, 0.666666666667],
            new[] { 0, 1, 2.5, 3.5, 9 }.Select(x => Math.Round(calibrator.Probability(x), 12))
        );
    }

    [Fact]
    public void FitIfBetter_CalibratedOrOneClass_LeavesScoresAsTheyAre()
    {
        Assert.Null(IsotonicCalibrator.FitIfBetter([0.1, 0.2, 0.3], [true, true, true]));
        var (scores, labels) = Calibrated(2, 2_000);
        Assert.NotNull(IsotonicCalibrator.FitIfBetter([.. scores.Select(s => s * s * s)], labels));
    }

    [Fact]
    public void Estimate_CovariateShift_IsCloseAndConceptShiftContradicts()
    {
        var reference = Log(3, 4_000, 0, flip: 0);
        var shifted = Log(4, 4_000, 0.8, flip: 0);
        var broken = Log(5, 4_000, 0, flip: 0.3);

        var covariate = EstimatedPerformance.Of(reference, shifted)!;
        var concept = EstimatedPerformance.Of(reference, broken)!;

        Assert.InRange(covariate.Accuracy!.Value - covariate.Realised!.Value.Value!.Value, -0.02, 0.02);
        Assert.False(covariate.Contradicted);
        Assert.True(
            covariate.AccuracyInterval!.Value.Low < covariate.Accuracy && covariate.Accuracy < covariate.AccuracyInterval.Value.High
        );
        Assert.Equal(PerformanceAnalysis.Evaluate(shifted).Auc!.Value, covariate.Auc!.Value, 0.03);
        Assert.True(concept.Accuracy - concept.Realised!.Value.Value > 0.1);
        Assert.True(concept.Contradicted);
    }

    [Fact]
    public void Estimate_WithoutLabelsOfBothClasses_IsNone()
    {
        var one = new Table([new NumericColumn("score", [0.2, 0.7]), new NumericColumn("label", [1, 1])]);

        Assert.Null(EstimatedPerformance.Of(one, one));
    }

    [Fact]
    public void Intervals_RepeatedSamples_HoldTheTruth()
    {
        var truth = PerformanceAnalysis.Evaluate(Log(99, 50_000, 0, 0));
        var held = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var run = 0; run < 40; run++)
        {
            var sample = PerformanceAnalysis.Evaluate(Log(1_000 + run, 600, 0, 0));
            foreach (
                var (name, value) in new[]
                {
                    ("accuracy", truth.Confusion!.Accuracy.Value),
                    ("f1", truth.Confusion.F1),
                    ("auc", truth.Auc),
                    ("averagePrecision", truth.AveragePrecision),
                    ("brier", truth.Brier),
                    ("logLoss", truth.LogLoss),
                }
            )
            {
                held[name] = held.GetValueOrDefault(name) + (sample.Intervals[name].Excludes(value!.Value) ? 0 : 1);
            }
        }

        Assert.All(held, h => Assert.True(h.Value >= 33, $"{h.Key} held {h.Value} of 40"));
    }

    [Fact]
    public async Task CoverageByDay_SomeLabelsMissing_IsCountedPerDay()
    {
        var table = await Rows.ReadAsync(
            "timestamp,score,label\n2026-03-01T10:00:00Z,0.1,0\n2026-03-01T23:59:59Z,0.2,\n2026-03-03T00:00:00+02:00,0.3,1\n"
        );

        var days = LabelCoverage.ByDay(table);

        Assert.Equal(
            [(new DateOnly(2026, 3, 1), 1L, 2L), (new DateOnly(2026, 3, 2), 1L, 1L)],
            days.Select(d => (d.Day, d.Labelled.Successes, d.Labelled.Trials))
        );
    }

    private static (double[] Scores, bool[] Labels) Calibrated(int seed, int rows)
    {
        var random = new Random(seed);
        double[] scores = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        return (scores, [.. scores.Select(s => random.NextDouble() < s)]);
    }

    private static Table Log(int seed, int rows, double shift, double flip)
    {
        var random = new Random(seed);
        var x = Drift.DriftAnalysisTests.Normal(seed + 77, rows, shift);
        var score = x.Select(v => 1 / (1 + Math.Exp(-2 * v))).ToArray();
        var label = score.Select(s => random.NextDouble() < s ? 1.0 : 0).Select(y => random.NextDouble() < flip ? 1 - y : y).ToArray();
        return new Table([new NumericColumn("score", score), new NumericColumn("label", label)]);
    }
}
