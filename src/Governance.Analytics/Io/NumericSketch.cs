using Governance.Analytics.Drift;
using Governance.Analytics.Sketches;

namespace Governance.Analytics.Io;

/// <summary>Quantiles, mean and spread of numbers that stream by.</summary>
internal sealed class NumericSketch
{
    private const int MaxExact = 1_024;
    private readonly QuantileSketch _sketch = new();
    private Dictionary<double, long>? _exact = [];
    private HashSet<Int128>? _wholes;
    private long _wholeCount;
    private double _firstWholesDistinct;
    private long _count;
    private double _mean;
    private double _squares;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;

    public void Add(double value) => Add(value, 1);

    /// <summary>Takes a whole number that its double rounds: different ones are counted apart.</summary>
    public void AddWhole(double value, Int128 whole, long times)
    {
        Add(value, times);
        _wholeCount += times;
        if (_wholeCount == times)
        {
            _wholes = [];
        }
        if (_wholes is null)
        {
            return;
        }
        _wholes.Add(whole);
        _firstWholesDistinct = (double)_wholes.Count / _wholeCount;
        if (_wholes.Count > MaxExact)
        {
            _wholes = null;
        }
    }

    public void Add(double value, long times)
    {
        // Chan's update of mean and squares: stable whatever the order.
        _count += times;
        var gap = value - _mean;
        _mean += gap * times / _count;
        _squares += gap * (value - _mean) * times;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
        if (times == 1)
        {
            _sketch.Add(value);
        }
        else
        {
            _sketch.Add(value, times);
        }
        if (_exact is null)
        {
            return;
        }
        _exact[value] = _exact.GetValueOrDefault(value) + times;
        if (_exact.Count > MaxExact)
        {
            _exact = null;
        }
    }

    public SketchColumn Build(string name, int rows, ColumnCounts counts, string? unit)
    {
        var sd =
            _count == 0 ? double.NaN
            : _min == _max ? 0
            : Math.Sqrt(_squares / _count);
        var sample = _exact is null ? _sketch.ToSample() : WeightedSample.Of(_exact.Select(e => (e.Key, e.Value)), 0);
        return new SketchColumn(name, ColumnType.Numeric, rows, counts)
        {
            Sample = sample,
            Unit = unit,
            Mean =
                _count == 0 || !double.IsFinite(_mean) ? null
                : _min == _max ? _min
                : _mean,
            Sd = double.IsFinite(sd) ? sd : null,
            Min = _min,
            Max = _max,
            Distinct =
                sample.RankError > 0 ? null
                : _wholeCount == 0 ? sample.Values.Length
                : _wholes is null ? null
                : sample.Values.ToArray().Count(v => !ExactRows.IsRounded(v)) + _wholes.Count,
            IsIdentifier =
                ReferenceProfile.IsIdentifier(_min, _max, _count)
                && ReferenceProfile.IsIdentifier(
                    ReferenceProfile.IdentifierRows,
                    (long)(ReferenceProfile.IdentifierRows * _firstWholesDistinct)
                ),
        };
    }
}
