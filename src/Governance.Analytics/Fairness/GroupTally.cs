using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Fairness;

/// <summary>Counts of one group while rows are read.</summary>
internal sealed class GroupTally
{
    private readonly List<double> _scores = [];
    private readonly List<bool> _positive = [];
    private long _rows;
    private long _selected;
    private long _truePositives;
    private long _falsePositives;
    private long _favourable;
    private long _unfavourable;

    public void Add(sbyte prediction, sbyte label, double score, bool favourableIsPositive)
    {
        var favourable = favourableIsPositive ? 1 : 0;
        var selected = prediction == favourable ? 1 : 0;
        _rows++;
        _selected += selected;
        if (label == PredictionRows.Unknown)
        {
            return;
        }
        if (label == favourable)
        {
            _favourable++;
            _truePositives += selected;
        }
        else
        {
            _unfavourable++;
            _falsePositives += selected;
        }
        if (score is >= 0 and <= 1)
        {
            _scores.Add(score);
            _positive.Add(label == 1);
        }
    }

    public FairnessGroup ToGroup(string name)
    {
        double[] scores = [.. _scores];
        bool[] positive = [.. _positive];
        double? gap = null;
        Interval? interval = null;
        if (scores.Length > 0)
        {
            var gaps = new double[scores.Length];
            for (var i = 0; i < scores.Length; i++)
            {
                gaps[i] = scores[i] - (positive[i] ? 1 : 0);
            }
            // In order of size, so that the order of rows in the file leaves no trace.
            Array.Sort(gaps);
            gap = Sums.Of(gaps) / gaps.Length;
            if (gaps.Length > 1)
            {
                var half = Proportion.Z95 * Math.Sqrt(Sums.OfSquares(gaps, 1, gap.Value) / (gaps.Length - 1) / gaps.Length);
                var areProbabilities = Array.TrueForAll(scores, s => s is >= 0 and <= 1);
                interval =
                    !EqualValues.AreEqual(gaps[0], gaps[^1]) ? new Interval(gap.Value - half, gap.Value + half)
                    : areProbabilities ? EqualValues.OfMean(gaps[0], gaps.Length, -1)
                    : null;
            }
        }
        return new FairnessGroup(
            name,
            new Proportion(_selected, _rows),
            new Proportion(_truePositives, _favourable),
            new Proportion(_falsePositives, _unfavourable),
            new Proportion(_truePositives, _truePositives + _falsePositives),
            ProbabilityMetrics.CalibrationError(scores, positive),
            gap
        )
        {
            ScoreGapInterval = interval,
        };
    }
}
