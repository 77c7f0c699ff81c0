namespace Governance.Reporting.Layout;

/// <summary>A linear axis whose ticks are round numbers (steps of 1, 2 or 5 times a power of ten).</summary>
internal sealed class AxisScale
{
    private const int WantedTicks = 5;
    private readonly double _top;
    private readonly double _bottom;

    private AxisScale(double from, double to, double step, double top, double bottom)
    {
        (From, To, _top, _bottom) = (from, to, top, bottom);
        Ticks = [.. Enumerable.Range(0, (int)Math.Round((to - from) / step) + 1).Select(index => Math.Round(from + (index * step), 10))];
    }

    public double From { get; }

    public double To { get; }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>
    /// An axis that holds all values; <paramref name="roomBeyond"/> leaves at least one step free above (1) or below (−1) them, where a
    /// limit's bad side is drawn.
    /// </summary>
    public static AxisScale Over(IReadOnlyCollection<double> values, int roomBeyond, double top, double bottom)
    {
        var (low, high) = values.Count == 0 ? (0, 1) : (values.Min(), values.Max());
        if (high - low < 1e-9)
        {
            (low, high) = (low - 0.05, high + 0.05);
        }

        var rough = (high - low) / WantedTicks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step =
            power
            * (
                (rough / power) switch
                {
                    <= 1 => 1,
                    <= 2 => 2,
                    <= 5 => 5,
                    _ => 10,
                }
            );
        var from = Math.Floor(low / step) * step;
        var to = Math.Ceiling(high / step) * step;
        from -= roomBeyond < 0 && low - from < step / 2 ? step : 0;
        to += roomBeyond > 0 && to - high < step / 2 ? step : 0;
        return new(Math.Round(from, 10), Math.Round(to, 10), step, top, bottom);
    }

    public double At(double value) => _bottom - ((value - From) / (To - From) * (_bottom - _top));
}
