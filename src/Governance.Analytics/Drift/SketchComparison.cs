using Governance.Analytics.Io;
using Governance.Analytics.Sketches;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>
/// Compares columns of which sketches are kept. Shares and D are wrong by at most the sum of both sketches' errors, which is reported.
/// </summary>
internal static class SketchComparison
{
    private const string Sketched = "The file is too large to keep every value in memory, so this is not computed.";

    public static ComparedColumn Compare(Column reference, Column current, ColumnRole role, DriftOptions options)
    {
        var before = Summary(reference);
        var now = Summary(current);
        return (reference, current) switch
        {
            (SketchColumn { Sample: { Count: > 0 } x, IsIdentifier: false } column, SketchColumn { Sample: { } y }) => Numeric(
                column,
                x,
                current,
                y,
                before,
                now,
                role,
                options
            ),
            (SketchColumn { Frequent: { Count: > 0 } x }, SketchColumn { Frequent: { } y }) when !IsIdentifier(x, before) => Categories(
                reference.Name,
                x,
                current,
                y,
                before,
                now,
                role,
                options
            ),
            _ => new ComparedColumn(Skipped(reference, before, now, role), current, null),
        };
    }

    /// <summary>A column that the window lacks; <see langword="null"/> when it would not have been compared.</summary>
    public static DriftFeature? Absent(Column reference, ColumnRole role, long rows)
    {
        var before = Summary(reference);
        return
            reference is SketchColumn { Sample.Count: > 0, IsIdentifier: false }
            || (reference is SketchColumn { Frequent: { Count: > 0 } x } && !IsIdentifier(x, before))
            ? VanishedColumn.Of(reference.Name, reference.Type, role, before, rows)
            : null;
    }

    private static DriftFeature Skipped(Column reference, ColumnSummary before, ColumnSummary now, ColumnRole role) =>
        new()
        {
            Name = reference.Name,
            Type = reference.Type,
            Role = role,
            Verdict = DriftVerdict.Skipped,
            Reason = reference.Type switch
            {
                ColumnType.DateTime => "Dates are not compared.",
                ColumnType.Numeric when reference is SketchColumn { IsIdentifier: true } => ReferenceProfile.NumericIdentifier,
                ColumnType.Numeric => "The reference has no finite value.",
                ColumnType.Categorical => "The column is an identifier: nearly every row has its own value.",
                _ => "The reference has no value, so the type is unknown.",
            },
            Reference = before,
            Current = now,
            Reasons = ColumnComparison.NotComparedReasons(),
        };

    private static bool IsIdentifier(FrequentValues values, ColumnSummary summary) =>
        values.Error == 0
            ? ReferenceProfile.IsIdentifier(summary.Used, values.Counts.Count)
            // Beyond the capacity the number of distinct values is not known; where hardly a row has a value that is certainly frequent,
            // nearly every row has its own.
            : values.Counts.Values.Where(c => c > values.Error).Sum() < 0.05 * summary.Used;

    private static ColumnSummary Summary(Column column)
    {
        var counts = column.Counts;
        var used = column.RowCount - counts.Missing - counts.Infinite - counts.Invalid;
        var empty = new ColumnSummary(used, counts.Missing, counts.Infinite, counts.Invalid, null, null, null, null, null, null);
        if (column is not SketchColumn sketch)
        {
            return empty;
        }
        if (sketch.Frequent is { } frequent)
        {
            return empty with
            {
                Distinct = frequent.Error == 0 ? frequent.Counts.Count : null,
                TopShare = used == 0 ? null : frequent.Counts.Values.DefaultIfEmpty(0).Max() / (double)used,
                Approximate = frequent.Error > 0,
            };
        }
        if (sketch.Range is { } range)
        {
            return empty with
            {
                Earliest = new DateTimeOffset(range.Earliest, TimeSpan.Zero),
                Latest = new DateTimeOffset(range.Latest, TimeSpan.Zero),
            };
        }
        if (sketch.Sample is not { Count: > 0 } sample)
        {
            return empty;
        }
        return empty with
        {
            Distinct = sketch.Distinct,
            Mean = sketch.Mean,
            Sd = sketch.Sd,
            Min = sketch.Min,
            Max = sketch.Max,
            LowerQuartile = sample.Quantile(0.25),
            Median = sample.Quantile(0.5),
            UpperQuartile = sample.Quantile(0.75),
            Approximate = sample.RankError > 0,
        };
    }

    private static ComparedColumn Numeric(
        SketchColumn reference,
        WeightedSample x,
        Column current,
        WeightedSample y,
        ColumnSummary before,
        ColumnSummary now,
        ColumnRole role,
        DriftOptions options
    )
    {
        var binning = BinningOf(x);
        var (p, q) = (Counts(x, binning), Counts(y, binning));
        var reasons = ColumnComparison.ReasonsOf(isNumeric: true);
        var feature = ColumnComparison.Binned(
            reference.Name,
            ColumnType.Numeric,
            role,
            before,
            now,
            p,
            q,
            binning.Kind,
            reasons,
            options
        ) with
        {
            Histogram = ColumnComparison.NumericHistogram(binning, p, q),
            ApproximationError = x.Error + y.Error > 0 ? x.Error + y.Error : null,
        };
        if (y.Count == 0)
        {
            return new ComparedColumn(feature, current, null);
        }
        var (numerator, area) = Merge(x, y);
        var normalised = before.Sd is > 0 ? area / before.Sd : null;
        reasons["cramerVonMises"] = reasons["andersonDarling"] = Sketched;
        if (normalised is not { } ratio || !double.IsFinite(ratio))
        {
            reasons["wassersteinNormalised"] = "The reference is constant or exceeds the numeric range; see psi.";
        }
        if (!double.IsFinite(area))
        {
            reasons["wasserstein"] = "The distance exceeds the numeric range.";
        }
        feature = feature with
        {
            KolmogorovSmirnov = KolmogorovSmirnov.Test(numerator, x.Count, y.Count),
            Wasserstein = double.IsFinite(area) ? area : null,
            WassersteinNormalised = normalised is { } known && double.IsFinite(known) ? known : null,
            Shift = Shift.Of(before, now),
        };
        var outside = y.Rank(Math.BitDecrement(reference.Min)) + y.Count - y.Rank(reference.Max);
        return new ComparedColumn(feature, current, outside);
    }

    private static Binning BinningOf(WeightedSample x)
    {
        if (x.RankError == 0 && x.Values.Length <= Binning.MaxDistinctForValueBins)
        {
            return new Binning(BinningKind.Value, x.Values.ToArray());
        }
        var edges = new List<double>(9);
        for (var decile = 1; decile <= 9; decile++)
        {
            var edge = x.Quantile(decile / 10.0);
            if (edges.Count == 0 || edges[^1] != edge)
            {
                edges.Add(edge);
            }
        }
        return new Binning(BinningKind.Quantile, [.. edges]);
    }

    private static long[] Counts(WeightedSample sample, Binning binning)
    {
        var points = binning.Points;
        var counts = new long[points.Count + 1];
        long taken = 0;
        for (var i = 0; i < points.Count; i++)
        {
            counts[i] =
                sample.Rank(points[i])
                - (
                    binning.Kind == BinningKind.Value ? sample.Rank(Math.BitDecrement(points[i]))
                    : i == 0 ? 0
                    : sample.Rank(points[i - 1])
                );
            taken += counts[i];
        }
        counts[^1] = sample.Count - taken;
        return counts;
    }

    // Largest |F − G| · n · m and the area between F and G.
    private static (long Numerator, double Area) Merge(WeightedSample x, WeightedSample y)
    {
        var (n, m) = (x.Count, y.Count);
        Int128 largest = 0;
        var area = default(Compensated);
        long below = 0;
        long belowOther = 0;
        var last = double.NaN;
        for (int i = 0, j = 0; i < x.Values.Length || j < y.Values.Length; )
        {
            var z = j == y.Values.Length || (i < x.Values.Length && x.Values[i] <= y.Values[j]) ? x.Values[i] : y.Values[j];
            var gap = ((Int128)below * m) - ((Int128)belowOther * n);
            if (!double.IsNaN(last))
            {
                area.Add((double)Int128.Abs(gap) / n / m * (z - last));
            }
            if (i < x.Values.Length && x.Values[i] == z)
            {
                below = x.Cumulated[i++];
            }
            if (j < y.Values.Length && y.Values[j] == z)
            {
                belowOther = y.Cumulated[j++];
            }
            gap = ((Int128)below * m) - ((Int128)belowOther * n);
            largest = Int128.Max(largest, Int128.Abs(gap));
            last = z;
        }
        return ((long)Int128.Min(largest, long.MaxValue), area.Total);
    }

    private static ComparedColumn Categories(
        string name,
        FrequentValues x,
        Column current,
        FrequentValues y,
        ColumnSummary before,
        ColumnSummary now,
        ColumnRole role,
        DriftOptions options
    )
    {
        var exact = x.Error == 0 && y.Error == 0;
        string[] known = [.. x.Counts.Keys.Order(StringComparer.Ordinal)];
        string[] added = [.. y.Counts.Keys.Where(k => !x.Counts.ContainsKey(k)).Order(StringComparer.Ordinal)];
        var names = known.Concat(added).ToList();
        List<long> p = [.. names.Select(c => x.Counts.GetValueOrDefault(c))];
        List<long> q = [.. names.Select(c => y.Counts.GetValueOrDefault(c))];
        if (!exact)
        {
            names.Add("(values too rare to be kept)");
            p.Add(Math.Max(0, x.Count - p.Sum()));
            q.Add(Math.Max(0, y.Count - q.Sum()));
        }
        long[] reference = [.. p];
        long[] counts = [.. q];
        var reasons = ColumnComparison.ReasonsOf(isNumeric: false);
        if (!exact)
        {
            reasons["newCategoryShare"] = Sketched;
        }
        var error = ((double)x.Error / Math.Max(1, x.Count)) + ((double)y.Error / Math.Max(1, y.Count));
        var feature = ColumnComparison.Binned(
            name,
            ColumnType.Categorical,
            role,
            before,
            now,
            reference,
            counts,
            BinningKind.Category,
            reasons,
            options
        ) with
        {
            ChiSquare = ChiSquare.Test(reference, counts),
            NewCategoryShare = exact && now.Used > 0 ? added.Sum(c => y.Counts[c]) / (double)now.Used : null,
            NewCategories = exact
                ? ColumnComparison.Top(added.Select(c => new CategoryCount(c, y.Counts[c])), options.CategoriesListed)
                : [],
            VanishedCategories = exact
                ? ColumnComparison.Top(
                    known.Where(c => !y.Counts.ContainsKey(c)).Select(c => new CategoryCount(c, x.Counts[c])),
                    options.CategoriesListed
                )
                : [],
            Histogram = ColumnComparison.CategoryHistogram(names, reference, counts),
            ApproximationError = exact ? null : error,
        };
        return new ComparedColumn(feature, current, null);
    }
}
