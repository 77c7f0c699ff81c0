using System.Text;
using System.Text.Json;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Tests.Performance;

public sealed class PerformanceTests
{
    /// <summary>
    /// scikit-learn 1.2.1: roc_auc_score, average_precision_score, brier_score_loss, confusion_matrix, f1_score, precision_score;
    /// log loss, ECE and DeLong's standard error written out with NumPy from their definitions (all pairs for DeLong).
    /// </summary>
    [Fact]
    public void Evaluate_FiveHundredRowsWithTies_MatchesScikitLearn()
    {
        var labels = new double[500];
        var scores = new double[500];
        for (var i = 0; i < 500; i++)
        {
            labels[i] = i * 7919 % 1000 < 300 + (i * 37 % 100 * 4) ? 1 : 0;
            scores[i] = Math.Round((i * 37 % 100 / 100.0 * 0.7) + (i * 613 % 300 / 1000.0), 2);
        }

        var result = PerformanceAnalysis.Evaluate(new Table([new NumericColumn("score", scores), new NumericColumn("label", labels)]));

        Assert.Equal(new Confusion(148, 104, 150, 98), result.Confusion);
        Assert.Equal((500, 246), (result.Labelled, result.Positives));
        Assert.Equal(0.6178061583765445, result.Auc!.Value, 1e-12);
        Assert.Equal(0.02503779038682045, result.AucStandardError!.Value, 1e-12);
        Assert.Equal(0.5933078023879315, result.AveragePrecision!.Value, 1e-12);
        Assert.Equal(0.252676, result.Brier!.Value, 1e-12);
        Assert.Equal(0.7745689112614369, result.LogLoss!.Value, 1e-12);
        Assert.Equal(0.08728000000000001, result.Ece!.Value, 1e-12);
        Assert.Equal(0.5943775100401607, result.Confusion!.F1!.Value, 1e-12);
        Assert.Equal(0.5873015873015873, result.Confusion.Precision.Value!.Value, 1e-12);
    }

    // By hand: positives 0.8, 0.5; negatives 0.5, 0.2. Pairs: 0.8 wins twice, 0.5 ties once (½) and wins once: 3.5/4.
    // Average precision: at 0.8 ½·1, at 0.5 ½·2/3: 0.8333.
    [Fact]
    public void Ranking_FourRowsWithATie_MatchesHandCalculation()
    {
        Assert.Equal(0.875, RankingMetrics.RocAuc([0.8, 0.5, 0.5, 0.2], [true, true, false, false]).Area!.Value, 1e-15);
        Assert.Equal(5.0 / 6, RankingMetrics.AveragePrecision([0.8, 0.5, 0.5, 0.2], [true, true, false, false])!.Value, 1e-15);
    }

    [Fact]
    public void Ranking_ScoresMapped_DependsOnTheirOrderOnly()
    {
        var random = new Random(2);
        var scores = Enumerable.Range(0, 300).Select(_ => Math.Round(random.NextDouble(), 2)).ToArray();
        var labels = scores.Select(s => random.NextDouble() < s).ToArray();
        var area = RankingMetrics.RocAuc(scores, labels).Area!.Value;

        Assert.Equal(area, RankingMetrics.RocAuc([.. scores.Select(s => Math.Exp(5 * s))], labels).Area);
        Assert.Equal(1 - area, RankingMetrics.RocAuc([.. scores.Select(s => -s)], labels).Area!.Value, 1e-12);
        Assert.Equal(0.5, RankingMetrics.RocAuc(new double[300], labels).Area!.Value, 1e-12);
    }

    [Fact]
    public async Task Evaluate_OneClassOnly_LeavesUndefinedRatesNull()
    {
        var result = PerformanceAnalysis.Evaluate(await Rows.ReadAsync("score,label\n0.9,0\n0.1,0\n"));

        Assert.Null(result.Auc);
        Assert.Null(result.Confusion!.FalseNegativeRate.Value);
        Assert.Null(result.Confusion.Recall.Value);
        Assert.Equal(0.5, result.Confusion.FalsePositiveRate.Value);
        using var json = JsonDocument.Parse(Json(result));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("fnr").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("auc").ValueKind);
        Assert.Equal(0.5, json.RootElement.GetProperty("fpr").GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("score\n0.5\n", "labelled")]
    [InlineData("label\n1\n0\n", "confusion")]
    [InlineData("score,label\n1.5,1\n0.2,0\n", "brier")]
    [InlineData("score,label\n0.5,cat\n0.2,dog\n", "labelled")]
    [InlineData("score,label\n0.5,0\n0.2,1\n0.1,2\n", "labelled")]
    [InlineData("score,label\n0.5,\n0.2,\n", "labelled")]
    public async Task Evaluate_WhatNeedsAMissingColumn_IsNullWithAReason(string text, string member)
    {
        var result = PerformanceAnalysis.Evaluate(await Rows.ReadAsync(text));

        Assert.Contains(member, result.Reasons.Keys);
    }

    [Fact]
    public async Task Evaluate_TextLabelsWithPositiveClassNamed_AreRead()
    {
        var table = await Rows.ReadAsync("prediction,label\nbad,bad\ngood,bad\ngood,good\n,good\n");

        var result = PerformanceAnalysis.Evaluate(table, options: new BinaryOptions { PositiveLabel = "bad" });

        Assert.Equal(new Confusion(1, 0, 1, 1), result.Confusion);
    }

    [Theory]
    [InlineData(0.10, 0.10, 2000, MetricVerdict.Ok)]
    [InlineData(0.10, 0.20, 2000, MetricVerdict.Fail)]
    [InlineData(0.10, 0.14, 5000, MetricVerdict.Warn)]
    [InlineData(0.10, 0.02, 2000, MetricVerdict.Ok)]
    [InlineData(0.10, 0.20, 60, MetricVerdict.Inconclusive)]
    [InlineData(0.10, 0.10, 60, MetricVerdict.Inconclusive)]
    [InlineData(0.10, 0.50, 20, MetricVerdict.InsufficientData)]
    public void Compare_FalsePositiveRate_IsJudgedWithItsUncertainty(double before, double now, int perClass, MetricVerdict expected)
    {
        var verdicts = PerformanceComparison.Compare(Log(before, perClass, perClass), Log(now, perClass, perClass));

        Assert.Equal(expected, verdicts.Single(v => v.Metric == "fpr").Verdict);
    }

    [Fact]
    public void Compare_LessThanHalfLabelled_IsInsufficientDataWhateverTheNumbers()
    {
        var verdicts = PerformanceComparison.Compare(Log(0.1, 500, 500), Log(0.1, 500, 500, unlabelled: 1_001));

        Assert.All(verdicts, v => Assert.Equal(MetricVerdict.InsufficientData, v.Verdict));
    }

    [Fact]
    public async Task Compare_MetricUndefinedOnEitherSide_IsInsufficientDataNotAbsent()
    {
        var oneClass = PerformanceAnalysis.Evaluate(await Rows.ReadAsync("prediction,label\n1,0\n0,0\n"));

        var verdicts = PerformanceComparison.Compare(Log(0.1, 500, 500), oneClass);

        Assert.Equal(
            ["accuracy", "precision", "recall", "f1", "fpr", "fnr", "auc", "averagePrecision", "brier", "logLoss", "ece"],
            verdicts.Select(v => v.Metric)
        );
        Assert.Equal(MetricVerdict.InsufficientData, verdicts.Single(v => v.Metric == "fnr").Verdict);
        Assert.Null(verdicts.Single(v => v.Metric == "fnr").Worsening);
    }

    [Fact]
    public async Task Join_LateLabels_FillsChangesAndCounts()
    {
        var decisions = await Rows.ReadAsync("decision_id,score,true_label\na,0.9,\nb,0.8,1\nc,0.1,\nd,0.2,0\n");
        var late = await Rows.ReadAsync(
            "decision_id,true_label,label_timestamp\nc,0,2026-01-01\na,1,2026-01-01\nd,1,2026-01-01\nzz,1,2026-01-01\n"
        );

        var joined = LateLabels.Join(decisions, late);

        Assert.Equal((2, 1, 1), (joined.Added, joined.Changed, joined.Unmatched));
        Assert.Equal([1.0, 1.0, 0.0, 1.0], joined.Table.Numbers("true_label"));
        Assert.Equal(decisions.Numbers("score"), joined.Table.Numbers("score"));
    }

    [Fact]
    public async Task Join_WindowWithoutAnyLabelYet_GetsALabelColumn()
    {
        var decisions = await Rows.ReadAsync("decision_id,score\na,0.9\nb,0.8\n");
        var late = await Rows.ReadAsync("{\"decision_id\":\"b\",\"label\":0}\n");

        var joined = LateLabels.Join(decisions, late);

        Assert.Equal([double.NaN, 0.0], joined.Table.Numbers("label"));
        Assert.Equal(1, PerformanceAnalysis.Evaluate(joined.Table).Labelled);
    }

    private static PerformanceResult Log(double falsePositiveRate, int positives, int negatives, int unlabelled = 0)
    {
        var wrong = (int)Math.Round(falsePositiveRate * negatives);
        double[] labels =
        [
            .. Enumerable.Repeat(1.0, positives),
            .. Enumerable.Repeat(0.0, negatives),
            .. Enumerable.Repeat(double.NaN, unlabelled),
        ];
        double[] predictions = [.. Enumerable.Repeat(1.0, positives + wrong), .. Enumerable.Repeat(0.0, negatives - wrong + unlabelled)];
        return PerformanceAnalysis.Evaluate(new Table([new NumericColumn("label", labels), new NumericColumn("prediction", predictions)]));
    }

    private static string Json(PerformanceResult result)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            PerformanceJson.Write(result, null, writer);
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
