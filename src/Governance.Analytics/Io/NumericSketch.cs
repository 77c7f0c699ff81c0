using Governance.Analytics.Sketches;

namespace Governance.Analytics.Io;

/// <summary>Quantiles, mean and spread of numbers that stream by.</summary>
internal sealed class NumericSketch
{
    private const int MaxExact = 1_024;
    private readonly QuantileSketch _sketch = new();
    private Dictionary<double, long>? _exact = [];
    private long _count;
    private double _mean;
    private double _squares;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;

    public void Add(double value) => Add(value, 1);

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

    public SketchColumn Build(string name, int rows, ColumnCounts counts)
    {
        var sd =
            _count == 0 ? double.NaN
            : _min == _max ? 0
            : Math.Sqrt(_squares / _count);
        return new SketchColumn(name, ColumnType.Numeric, rows, counts)
        {
            Sample = _exact is null ? _sketch.ToSample() : WeightedSample.Of(_exact.Select(e => (e.Key, e.Value)), 0),
            Mean =
                _count == 0 || !double.IsFinite(_mean) ? null
                : _min == _max ? _min
                : _mean,
            Sd = double.IsFinite(sd) ? sd : null,
            Min = _min,
            Max = _max,
        };
    }
}
