using System.Globalization;
using System.Runtime.InteropServices;
using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>Computes all measures of one column; verdicts come later, when all p-values are known.</summary>
internal static class ColumnComparison
{
    private const string OnlyNumeric = "Only for numeric columns.";
    private const string OnlyCategorical = "Only for categorical columns.";
    internal const string CurrentEmpty = "The current file has no usable value.";
    private const string CurrentGone = "The current file does not have the column.";
    private const string NotCompared = "The column is not compared.";

    private static readonly string[] s_binned = ["psi", "psiNull95", "jensenShannon", "hellinger", "totalVariation", "lInfinity", "bins"];
    private static readonly string[] s_numeric =
    [
        "ks",
        "wasserstein",
        "wassersteinNormalised",
        "cramerVonMises",
        "andersonDarling",
        "shift",
    ];
    private static readonly string[] s_categorical = ["chiSquare", "newCategoryShare"];

    public static ComparedColumn Compare(ColumnProfile profile, Column current, DriftOptions options, bool consume) =>
        (profile, current) switch
        {
            (NumericProfile reference, NumericColumn column) => Numeric(reference, column, options, consume),
            (CategoryProfile reference, CategoryColumn column) => Categorical(reference, column, options),
            (SkippedProfile reference, _) => Skipped(reference, ColumnSummary.OfUncompared(current), reference.SkipReason),
            _ => throw new ArgumentException($"Column \"{profile.Name}\" was not read with the schema of the reference.", nameof(current)),
        };

    internal static SortedDictionary<string, string> ReasonsOf(bool isNumeric)
    {
        var reasons = new SortedDictionary<string, string>(StringComparer.Ordinal);
        AddReasons(reasons, isNumeric ? OnlyCategorical : OnlyNumeric, isNumeric ? s_categorical : s_numeric);
        return reasons;
    }

    internal static SortedDictionary<string, string> NotComparedReasons()
    {
        var reasons = new SortedDictionary<string, string>(StringComparer.Ordinal);
        AddReasons(reasons, NotCompared, s_binned, s_numeric, s_categorical);
        return reasons;
    }

    internal static SortedDictionary<string, string> AbsentReasons()
    {
        var reasons = new SortedDictionary<string, string>(StringComparer.Ordinal);
        AddReasons(reasons, CurrentGone, s_binned, s_numeric, s_categorical);
        return reasons;
    }

    internal static ComparedColumn Skipped(ColumnProfile profile, ColumnSummary current, string reason)
    {
        var feature = new DriftFeature
        {
            Name = profile.Name,
            Type = profile.Type,
            Role = profile.Role,
            Verdict = DriftVerdict.Skipped,
            Reason = reason,
            Reference = profile.Summary,
            Current = current,
            Reasons = NotComparedReasons(),
        };
        return new ComparedColumn(feature, null, null);
    }

    private static ComparedColumn Numeric(NumericProfile reference, NumericColumn column, DriftOptions options, bool consume)
    {
        if (!consume || !column.IsPacked)
        {
            return Numeric(reference, column, NumericProfile.SortFinite(column, consume).Span, options);
        }
        // One column after the other is unpacked into the same memory.
        var lent = RadixSort.Scratch.Rent(column.RowCount);
        try
        {
            var values = MemoryMarshal.Cast<ulong, double>(lent.AsSpan(0, column.RowCount));
            column.CopyTo(0, values);
            column.Release();
            return Numeric(reference, column, NumericProfile.SortFinite(values), options);
        }
        finally
        {
            RadixSort.Scratch.Return(lent);
        }
    }

    private static ComparedColumn Numeric(
        NumericProfile reference,
        NumericColumn column,
        ReadOnlySpan<double> current,
        DriftOptions options
    )
    {
        var summary = ColumnSummary.OfSorted(current, column.Counts, column.Exact?.Count());
        var counts = reference.Binning.CountSorted(current);
        long[] referenceCounts = [.. reference.BinCounts];
        var reasons = ReasonsOf(isNumeric: true);
        var feature = Binned(
            reference.Name,
            reference.Type,
            reference.Role,
            reference.Summary,
            summary,
            referenceCounts,
            counts,
            reference.Binning.Kind,
            reasons,
            options
        ) with
        {
            Histogram = NumericHistogram(reference.Binning, referenceCounts, counts),
        };
        if (current.Length == 0)
        {
            AddReasons(reasons, CurrentEmpty, s_numeric);
            return new ComparedColumn(feature, null, null);
        }

        var pair = TwoSample.Compare(reference.Sorted, current);
        double? normalised = null;
        if (reference.Summary.Sd is not { } sd)
        {
            reasons["wassersteinNormalised"] = "The standard deviation of the reference exceeds the numeric range.";
        }
        else if (sd == 0)
        {
            reasons["wassersteinNormalised"] = "The reference is constant, so its standard deviation is 0; see psi.";
        }
        else if (pair.Wasserstein / sd is { } ratio && double.IsFinite(ratio))
        {
            normalised = ratio;
        }
        else
        {
            reasons["wassersteinNormalised"] = "The distance exceeds the numeric range.";
        }
        if (pair.Wasserstein is null)
        {
            reasons["wasserstein"] = "The distance exceeds the numeric range.";
        }
        if (pair.AndersonDarling is null)
        {
            reasons["andersonDarling"] = "All values are equal, or there are fewer than four.";
        }
        double? cramerP = null;
        if (pair.HasTies)
        {
            reasons["cramerVonMises.pValue"] = "Not valid with ties.";
        }
        else
        {
            cramerP = CramerVonMises.PValue(pair.CramerVonMises, reference.Summary.Used, current.Length);
        }

        feature = feature with
        {
            KolmogorovSmirnov = KolmogorovSmirnov.Test(pair.KolmogorovSmirnovNumerator, reference.Summary.Used, current.Length),
            Wasserstein = pair.Wasserstein,
            WassersteinNormalised = normalised,
            CramerVonMises = pair.CramerVonMises,
            CramerVonMisesPValue = cramerP,
            AndersonDarling = pair.AndersonDarling,
            Shift = Shift.Of(reference.Summary, summary),
        };
        if (feature.Shift.Mean is null)
        {
            reasons["shift"] = "The reference is constant, or a figure exceeds the numeric range.";
        }
        var outside =
            Drift.Binning.LowerBound(current, reference.Summary.Min!.Value)
            + current.Length
            - Drift.Binning.UpperBound(current, reference.Summary.Max!.Value);
        return new ComparedColumn(feature, column, outside);
    }

    private static ComparedColumn Categorical(CategoryProfile reference, CategoryColumn column, DriftOptions options) =>
        Categorical(reference, column.Categories, column.Codes.Count(column.Categories.Count), column.Counts, column, options);

    /// <summary>The same for counts by category, wherever they were made.</summary>
    internal static ComparedColumn Categorical(
        CategoryProfile reference,
        IReadOnlyList<string> categories,
        ReadOnlySpan<long> byCode,
        ColumnCounts counts,
        CategoryColumn? column,
        DriftOptions options
    )
    {
        var (names, currentCounts) = CategoryCounts.Align(reference, categories, byCode);
        var known = reference.Categories.Count;
        var added = Enumerable.Range(known, names.Count - known).Select(i => new CategoryCount(names[i], currentCounts[i])).ToList();
        long[] referenceCounts = [.. reference.CategoryCounts, .. new long[added.Count]];

        var summary = ColumnSummary.OfCounts(byCode, counts);
        var reasons = ReasonsOf(isNumeric: false);
        var feature = Binned(
            reference.Name,
            reference.Type,
            reference.Role,
            reference.Summary,
            summary,
            referenceCounts,
            currentCounts,
            BinningKind.Category,
            reasons,
            options
        ) with
        {
            ChiSquare = ChiSquare.Test(referenceCounts, currentCounts),
            NewCategoryShare = summary.Used == 0 ? null : (double)added.Sum(c => c.Count) / summary.Used,
            NewCategories = Top(added, options.CategoriesListed),
            VanishedCategories = Top(
                Enumerable
                    .Range(0, reference.Categories.Count)
                    .Where(i => currentCounts[i] == 0)
                    .Select(i => new CategoryCount(names[i], referenceCounts[i])),
                options.CategoriesListed
            ),
            Histogram = CategoryHistogram(names, referenceCounts, currentCounts),
        };
        if (summary.Used == 0)
        {
            AddReasons(reasons, CurrentEmpty, s_categorical);
        }
        return new ComparedColumn(feature, column, null);
    }

    internal static DriftFeature Binned(
        string name,
        ColumnType type,
        ColumnRole role,
        ColumnSummary reference,
        ColumnSummary current,
        long[] referenceCounts,
        long[] currentCounts,
        BinningKind kind,
        SortedDictionary<string, string> reasons,
        DriftOptions options
    )
    {
        var bins = 0;
        for (var i = 0; i < referenceCounts.Length; i++)
        {
            bins += referenceCounts[i] + currentCounts[i] > 0 ? 1 : 0;
        }
        if (current.Used == 0)
        {
            AddReasons(reasons, CurrentEmpty, s_binned[..^1]);
        }
        return new DriftFeature
        {
            Name = name,
            Type = type,
            Role = role,
            Reference = reference,
            Current = current,
            Binning = kind,
            Bins = bins,
            Psi = PopulationStability.Index(referenceCounts, currentCounts, options.PsiFloor),
            PsiNull95 = current.Used == 0 ? null : PopulationStability.Null95(reference.Used, current.Used, bins),
            JensenShannon = BinnedDistances.JensenShannon(referenceCounts, currentCounts),
            Hellinger = BinnedDistances.Hellinger(referenceCounts, currentCounts),
            TotalVariation = BinnedDistances.TotalVariation(referenceCounts, currentCounts),
            LInfinity = BinnedDistances.LInfinity(referenceCounts, currentCounts),
            Reasons = reasons,
        };
    }

    private static void AddReasons(SortedDictionary<string, string> reasons, string why, params string[][] names)
    {
        foreach (var name in names.SelectMany(n => n))
        {
            reasons[name] = why;
        }
    }

    internal static CategoryCount[] Top(IEnumerable<CategoryCount> categories, int count) =>
        [.. categories.OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal).Take(count)];

    internal static HistogramBin[] NumericHistogram(Binning binning, long[] reference, long[] current)
    {
        var bins = new HistogramBin[reference.Length];
        var (n, m) = BinnedDistances.Totals(reference, current);
        var points = binning.Points;
        for (var i = 0; i < bins.Length; i++)
        {
            double? lower = null;
            double? upper = i < points.Count ? points[i] : null;
            string label;
            if (binning.Kind == BinningKind.Value)
            {
                lower = upper;
                label = upper is { } value ? Number(value) : "other";
            }
            else
            {
                lower = i > 0 ? points[i - 1] : null;
                label = (lower, upper) switch
                {
                    (null, { } high) => "≤ " + Number(high),
                    ({ } low, null) => "> " + Number(low),
                    ({ } low, { } high) => $"({Number(low)}, {Number(high)}]",
                    _ => "all",
                };
            }
            bins[i] = new HistogramBin(label, lower, upper, reference[i], current[i], Share(reference[i], n), Share(current[i], m));
        }
        return bins;
    }

    internal static HistogramBin[] CategoryHistogram(List<string> names, long[] reference, long[] current)
    {
        var (n, m) = BinnedDistances.Totals(reference, current);
        return
        [
            .. Enumerable
                .Range(0, names.Count)
                .Select(i => new HistogramBin(names[i], null, null, reference[i], current[i], Share(reference[i], n), Share(current[i], m)))
                .OrderByDescending(b => b.ReferenceCount)
                .ThenByDescending(b => b.CurrentCount)
                .ThenBy(b => b.Label, StringComparer.Ordinal),
        ];
    }

    private static double Share(long count, long total) => total == 0 ? 0 : (double)count / total;

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
