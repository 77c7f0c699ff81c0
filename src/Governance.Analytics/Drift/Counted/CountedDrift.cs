using Governance.Analytics.Attribution;
using Governance.Analytics.Io;
using Governance.Analytics.Multivariate;
using Governance.Analytics.Quality;
using Governance.Analytics.RootCause;

namespace Governance.Analytics.Drift.Counted;

/// <summary>
/// Compares a window with its reference from counts alone, made where the rows lie. PSI, Jensen–Shannon and Hellinger distance, total
/// variation, the chi-square test, missing values and new categories are those of the rows to the last bit. Kolmogorov–Smirnov's D is the
/// largest one at the edges of cells, and <see cref="DriftFeature.ApproximationError"/> says by how much the true one may be larger: 0
/// where the reference has few values. What needs the rows is not computed, and says so.
/// </summary>
public static class CountedDrift
{
    /// <summary>Why a number is missing.</summary>
    public const string NotComputed = "Not computed: the window was counted at its source, and its rows were not read.";

    private static readonly string[] s_needRows = ["wasserstein", "wassersteinNormalised", "cramerVonMises", "andersonDarling", "shift"];

    /// <summary>What is counted, column by column.</summary>
    /// <param name="reference">The reference.</param>
    /// <returns>Every column of the reference that takes part in drift, or is reported as skipped.</returns>
    public static IReadOnlyList<ColumnToCount> PlanFor(ReferenceProfile reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return [.. reference.Columns.Select(ColumnToCount.Of)];
    }

    /// <summary>Compares.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="rows">Rows of the window.</param>
    /// <param name="counted">What was counted; a column of the plan that is not among them is missing in the window.</param>
    /// <param name="sourceColumns">All columns of the source.</param>
    /// <param name="roles">What each column is for; <see langword="null"/> for known names.</param>
    /// <param name="options">Bands; <see langword="null"/> for the defaults.</param>
    /// <returns>The result; the same counts give the same numbers to the last bit.</returns>
    /// <exception cref="ArgumentException">Counts of a column do not add up to the rows, or belong to other cells.</exception>
    public static DriftResult Compare(
        ReferenceProfile reference,
        int rows,
        IReadOnlyList<CountedValues> counted,
        IReadOnlyList<string> sourceColumns,
        ColumnRoles? roles = null,
        DriftOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(counted);
        (roles, options) = (roles ?? ColumnRoles.Default, options ?? DriftOptions.Default);
        var byName = counted.ToDictionary(c => c.Name, StringComparer.Ordinal);
        ComparedColumn[] compared =
        [
            .. reference.Columns.Where(p => byName.ContainsKey(p.Name)).Select(p => Compare(p, byName[p.Name], rows, options)),
        ];
        var features = DriftAnalysis.Judge(
            [.. compared.Select(c => c.Feature)],
            [.. reference.Columns.Where(p => p.SkipReason is null && !byName.ContainsKey(p.Name)).Select(p => VanishedColumn.Of(p, rows))],
            options
        );
        var known = reference.SourceColumns.ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. reference.Columns.Where(p => !byName.ContainsKey(p.Name)).Select(p => p.Name)];
        string[] added = [.. sourceColumns.Where(n => !known.Contains(n) && roles.TakesPartInDrift(n))];
        return new DriftResult
        {
            ReferenceRows = reference.RowCount,
            CurrentRows = rows,
            MissingColumns = missing,
            AddedColumns = added,
            Features = features,
            Quality = QualityRules.CheckCounts(reference.Facts.Quality, rows, compared, missing, added, NotComputed),
            Multivariate = MultivariateDrift.Not(MultivariateVerdict.NotRun, NotComputed),
            Attribution = new AttributionResult { Verdict = AttributionVerdict.NotRun, Reason = NotComputed },
            RootCause = RootCauseAnalysis.ByDriftAlone(
                features,
                "The window was counted at its source, so columns are ranked by their own drift."
            ),
            Notes =
            [
                "The window was counted at its source; its rows were not read. "
                    + "Kolmogorov–Smirnov's D of columns with quantile bins is the largest distance at the edges of the cells.",
            ],
        };
    }

    private static ComparedColumn Compare(ColumnProfile profile, CountedValues counted, int rows, DriftOptions options)
    {
        var used = counted.Cells.Sum() + counted.Values.Values.Sum();
        if (profile is NumericProfile or CategoryProfile && used + counted.Missing + counted.Infinite != rows)
        {
            throw new ArgumentException(
                $"The counts of column \"{profile.Name}\" do not add up to the rows of the window.",
                nameof(counted)
            );
        }
        return profile switch
        {
            NumericProfile reference => Numeric(reference, counted, used, options),
            CategoryProfile reference => ColumnComparison.Categorical(
                reference,
                [.. counted.Values.Keys],
                [.. counted.Values.Values],
                ColumnCounts.None with
                {
                    Missing = counted.Missing,
                },
                null,
                options
            ),
            _ => Skipped(profile, counted, rows),
        };
    }

    private static ComparedColumn Skipped(ColumnProfile profile, CountedValues counted, int rows) =>
        ColumnComparison.Skipped(profile, Summary(rows - counted.Missing - counted.Infinite, counted), profile.SkipReason!);

    private static ComparedColumn Numeric(NumericProfile reference, CountedValues counted, long used, DriftOptions options)
    {
        var edges = ((CellsToCount)ColumnToCount.Of(reference)).Edges;
        if (counted.Cells.Count != edges.Count + 1)
        {
            throw new ArgumentException($"The counts of column \"{reference.Name}\" belong to other cells.", nameof(counted));
        }
        var upTo = Cumulated(counted.Cells);
        var counts = BinsOf(reference.Binning, edges, upTo);
        long[] referenceCounts = [.. reference.BinCounts];
        var reasons = ColumnComparison.ReasonsOf(isNumeric: true);
        foreach (var name in s_needRows)
        {
            reasons[name] = NotComputed;
        }
        var feature = ColumnComparison.Binned(
            reference.Name,
            reference.Type,
            reference.Role,
            reference.Summary,
            Summary(used, counted),
            referenceCounts,
            counts,
            reference.Binning.Kind,
            reasons,
            options
        ) with
        {
            Histogram = ColumnComparison.NumericHistogram(reference.Binning, referenceCounts, counts),
        };
        if (used == 0)
        {
            reasons["ks"] = ColumnComparison.CurrentEmpty;
            return new ComparedColumn(feature, null, null);
        }
        var (numerator, most) = LargestGap(reference.Sorted, edges, upTo);
        var ks = KolmogorovSmirnov.Test(numerator, reference.Sorted.Length, used);
        var error = most - ks.Statistic;
        feature = feature with { KolmogorovSmirnov = ks, ApproximationError = error > 0 ? error : null };
        var lowest = IndexOf(edges, Math.BitDecrement(reference.Sorted[0]) + 0.0);
        var highest = IndexOf(edges, reference.Sorted[^1]);
        return new ComparedColumn(feature, null, (lowest < 0 ? 0 : upTo[lowest]) + used - upTo[highest]);
    }

    // What lies up to each edge, and at the end all.
    private static long[] Cumulated(IReadOnlyList<long> cells)
    {
        var upTo = new long[cells.Count];
        long sum = 0;
        for (var i = 0; i < upTo.Length; i++)
        {
            sum += cells[i];
            upTo[i] = sum;
        }
        return upTo;
    }

    private static long[] BinsOf(Binning binning, IReadOnlyList<double> edges, long[] upTo)
    {
        var points = binning.Points;
        var counts = new long[points.Count + 1];
        long taken = 0;
        for (var bin = 0; bin < points.Count; bin++)
        {
            var below = binning.Kind is BinningKind.Value ? IndexOf(edges, Math.BitDecrement(points[bin]) + 0.0) : bin - 1;
            var before =
                binning.Kind is BinningKind.Value
                    ? below < 0
                        ? 0
                        : upTo[below]
                    : taken;
            counts[bin] = upTo[IndexOf(edges, points[bin])] - before;
            taken += counts[bin];
        }
        counts[^1] = upTo[^1] - taken;
        return counts;
    }

    /// <summary>
    /// |F − G| at the edges as a whole number over n · m, and what it may be between them: within a cell F and G rise from one end to the
    /// other in an unknown way, except where a cell holds a single number.
    /// </summary>
    private static (long Numerator, double Most) LargestGap(ReadOnlySpan<double> reference, IReadOnlyList<double> edges, long[] upTo)
    {
        var (n, m) = ((long)reference.Length, upTo[^1]);
        Int128 largest = 0;
        Int128 most = 0;
        var (lastF, lastG) = (0L, 0L);
        for (var i = 0; i < upTo.Length; i++)
        {
            var isLast = i == edges.Count;
            var f = isLast ? n : Binning.UpperBound(reference, edges[i]);
            var g = upTo[i];
            largest = Int128.Max(largest, Int128.Abs(((Int128)f * m) - ((Int128)g * n)));
            var holdsOne = i > 0 && !isLast && edges[i] == Math.BitIncrement(edges[i - 1]);
            if (!holdsOne)
            {
                most = Int128.Max(most, Int128.Max(((Int128)f * m) - ((Int128)lastG * n), ((Int128)g * n) - ((Int128)lastF * m)));
            }
            (lastF, lastG) = (f, g);
        }
        return ((long)largest, (double)Int128.Max(most, largest) / ((double)n * m));
    }

    private static int IndexOf(IReadOnlyList<double> edges, double edge) => Array.BinarySearch((double[])edges, edge);

    private static ColumnSummary Summary(long used, CountedValues counted) =>
        new(used, counted.Missing, counted.Infinite, 0, null, null, null, null, null, null);
}
