namespace Governance.Samples.Statistics;

/// <summary>A share with its 95 % interval; <see cref="N"/> is the denominator.</summary>
internal sealed record Interval(double Value, double Low, double High, long N)
{
    private const double Z = 1.959964;

    /// <summary>Wilson's score interval (Wilson 1927); null without observations.</summary>
    public static Interval? Wilson(long hits, long n)
    {
        if (n == 0)
        {
            return null;
        }

        var p = (double)hits / n;
        var square = Z * Z;
        var denominator = 1 + (square / n);
        var centre = (p + (square / (2.0 * n))) / denominator;
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (square / (4.0 * n * n))) / denominator;
        return new Interval(p, Math.Max(0, centre - half), Math.Min(1, centre + half), n);
    }

    /// <summary>Interval of a difference of two shares (Newcombe 1998, method 10).</summary>
    public static (double Low, double High) Difference(Interval a, Interval b)
    {
        var d = a.Value - b.Value;
        var low = d - Math.Sqrt(Square(a.Value - a.Low) + Square(b.High - b.Value));
        var high = d + Math.Sqrt(Square(a.High - a.Value) + Square(b.Value - b.Low));
        return (low, high);
    }

    private static double Square(double x) => x * x;
}
