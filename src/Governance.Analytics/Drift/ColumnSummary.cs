using System.Runtime.CompilerServices;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>One sample of one column in a few numbers.</summary>
/// <param name="Used">Values that take part in statistics.</param>
/// <param name="Missing">Values missing.</param>
/// <param name="Infinite">Infinite values of a numeric column.</param>
/// <param name="Invalid">Values without the type of the reference.</param>
/// <param name="Distinct">Distinct values among those used; <see langword="null"/> when they were not kept.</param>
/// <param name="Mean">Arithmetic mean of a numeric column; <see langword="null"/> when undefined.</param>
/// <param name="Sd">Population standard deviation (divided by n); <see langword="null"/> when undefined.</param>
/// <param name="Min">Smallest value of a numeric column.</param>
/// <param name="Max">Largest value of a numeric column.</param>
/// <param name="TopShare">Share of the most frequent value among those used.</param>
public sealed record ColumnSummary(
    long Used,
    long Missing,
    long Infinite,
    long Invalid,
    long? Distinct,
    double? Mean,
    double? Sd,
    double? Min,
    double? Max,
    double? TopShare
)
{
    /// <summary>Rows of the sample: every one has a value that is used, missing, infinite or invalid.</summary>
    public long Rows => Used + Missing + Infinite + Invalid;

    /// <summary>Quantile 0.25 of a numeric column.</summary>
    public double? LowerQuartile { get; init; }

    /// <summary>Quantile 0.5 of a numeric column.</summary>
    public double? Median { get; init; }

    /// <summary>Quantile 0.75 of a numeric column.</summary>
    public double? UpperQuartile { get; init; }

    /// <summary>Earliest instant of a date column.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>Latest instant of a date column.</summary>
    public DateTimeOffset? Latest { get; init; }

    /// <summary>Whether the figures come from a sketch instead of all values.</summary>
    public bool Approximate { get; init; }

    /// <summary>Figures of numbers.</summary>
    /// <param name="sorted">The finite ones, ascending.</param>
    /// <param name="counts">What was left out.</param>
    /// <param name="wholes">Different whole numbers that doubles do not tell apart, and rows of the most frequent one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ColumnSummary OfSorted(ReadOnlySpan<double> sorted, Io.ColumnCounts counts, (long Distinct, long Top)? wholes = null)
    {
        if (sorted.IsEmpty)
        {
            return new ColumnSummary(0, counts.Missing, counts.Infinite, counts.Invalid, 0, null, null, null, null, null);
        }
        long distinct = 0;
        long top = 0;
        long run = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (wholes is not null && Io.ExactRows.IsRounded(sorted[i]))
            {
                continue;
            }
            if (i == 0 || sorted[i] != sorted[i - 1])
            {
                distinct++;
                run = 0;
            }
            top = Math.Max(top, ++run);
        }
        if (wholes is { } exact)
        {
            (distinct, top) = (distinct + exact.Distinct, Math.Max(top, exact.Top));
        }
        var (mean, sd) = MeanAndSd(sorted);
        return new ColumnSummary(
            sorted.Length,
            counts.Missing,
            counts.Infinite,
            counts.Invalid,
            distinct,
            Finite(mean),
            Finite(sd),
            sorted[0],
            sorted[^1],
            (double)top / sorted.Length
        )
        {
            LowerQuartile = Quantiles.Linear(sorted, 0.25),
            Median = Quantiles.Linear(sorted, 0.5),
            UpperQuartile = Quantiles.Linear(sorted, 0.75),
        };
    }

    internal static ColumnSummary OfCounts(ReadOnlySpan<long> byCategory, Io.ColumnCounts counts)
    {
        long used = 0;
        long top = 0;
        long distinct = 0;
        foreach (var count in byCategory)
        {
            used += count;
            top = Math.Max(top, count);
            if (count > 0)
            {
                distinct++;
            }
        }
        return new ColumnSummary(
            used,
            counts.Missing,
            counts.Infinite,
            counts.Invalid,
            distinct,
            null,
            null,
            null,
            null,
            used == 0 ? null : (double)top / used
        );
    }

    internal static ColumnSummary OfUncompared(Io.Column column)
    {
        var counts = column.Counts;
        var summary = new ColumnSummary(
            column.RowCount - counts.Missing - counts.Invalid - counts.Infinite,
            counts.Missing,
            counts.Infinite,
            counts.Invalid,
            null,
            null,
            null,
            null,
            null,
            null
        );
        if (column is not Io.DateTimeColumn dates || summary.Used == 0)
        {
            return summary;
        }
        var (earliest, latest) = (long.MaxValue, long.MinValue);
        foreach (var ticks in dates.UtcTicks)
        {
            if (ticks == Io.DateTimeColumn.NoTicks)
            {
                continue;
            }
            earliest = Math.Min(earliest, ticks);
            latest = Math.Max(latest, ticks);
        }
        return summary with { Earliest = new DateTimeOffset(earliest, TimeSpan.Zero), Latest = new DateTimeOffset(latest, TimeSpan.Zero) };
    }

    private static (double Mean, double Sd) MeanAndSd(ReadOnlySpan<double> sorted)
    {
        // A constant has no spread, whatever the rounding of its sum says.
        if (sorted[0] == sorted[^1])
        {
            return (sorted[0], 0);
        }
        // Squares of 1e300 overflow, those of 1e-300 vanish: work in units of the largest magnitude.
        var scale = Math.Max(Math.Abs(sorted[0]), Math.Abs(sorted[^1]));
        // A power of two, so that scaling rounds nothing.
        scale = scale is > 1e-100 and < 1e100 ? 1 : Math.ScaleB(1, Math.Max(-1000, Math.ILogB(scale)));
        var mean = Sums.OfScaled(sorted, 1 / scale) / sorted.Length;
        var squares = Sums.OfSquares(sorted, 1 / scale, mean);
        return (mean * scale, Math.Sqrt(squares / sorted.Length) * scale);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
