using System.Globalization;
using Governance.Analytics.Attribution;
using Governance.Analytics.Io;
using Governance.Analytics.Multivariate;
using Governance.Analytics.Quality;
using Governance.Analytics.RootCause;
using Governance.Analytics.Samples;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>Compares a window of a prediction log with its reference, column by column.</summary>
public static class DriftAnalysis
{
    /// <summary>Compares two tables: freezes the reference, then compares.</summary>
    /// <param name="reference">The reference, read without a schema.</param>
    /// <param name="current">The window, read with the schema of the reference (<see cref="ReferenceProfile.Schema"/>).</param>
    /// <param name="roles">What each column is for; <see langword="null"/> for known names.</param>
    /// <param name="options">Bands; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The result; the same input gives the same numbers to the last bit.</returns>
    public static DriftResult Compare(
        Table reference,
        Table current,
        ColumnRoles? roles = null,
        DriftOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Compare(ReferenceProfile.FromTable(reference, roles, cancellationToken), current, options, roles, cancellationToken);

    /// <summary>Compares a window with a frozen reference.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="current">The window, read with <see cref="ReferenceProfile.Schema"/>.</param>
    /// <param name="options">Bands; <see langword="null"/> for the defaults.</param>
    /// <param name="roles">What each column is for; <see langword="null"/> for known names.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The result; the same input gives the same numbers to the last bit.</returns>
    /// <exception cref="ArgumentException">The window was not read with the schema of the reference.</exception>
    public static DriftResult Compare(
        ReferenceProfile reference,
        Table current,
        DriftOptions? options = null,
        ColumnRoles? roles = null,
        CancellationToken cancellationToken = default
    ) => Compare(reference, current, options ?? DriftOptions.Default, roles ?? ColumnRoles.Default, consume: false, cancellationToken);

    internal static DriftResult Compare(
        ReferenceProfile reference,
        Table current,
        DriftOptions options,
        ColumnRoles roles,
        bool consume,
        CancellationToken cancellationToken
    )
    {
        var facts = RowFacts.Of(current, ComparedInput.Of(reference.Columns), roles);
        var attributions = AttributionProfile.Of(current);
        // What looked at whole rows is gone before columns are sorted.
        if (consume)
        {
            Heap.GiveBack();
        }
        var pairs = reference.Columns.Select(p => (Profile: p, Column: current.Find(p.Name))).Where(p => p.Column is not null).ToArray();
        var compared = new ComparedColumn[pairs.Length];
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = options.Parallelism };
        if (consume)
        {
            // Categories are counted and gone before sorting numbers takes memory of its own.
            Parallel.For(
                0,
                pairs.Length,
                parallel,
                i =>
                {
                    if (pairs[i].Column is not CategoryColumn category)
                    {
                        return;
                    }
                    compared[i] = ColumnComparison.Compare(pairs[i].Profile, category, options, consume);
                    category.Release();
                }
            );
            Heap.GiveBack();
        }
        Parallel.For(
            0,
            pairs.Length,
            parallel,
            i => compared[i] ??= ColumnComparison.Compare(pairs[i].Profile, pairs[i].Column!, options, consume)
        );

        if (consume)
        {
            Heap.GiveBack();
        }
        var features = Judge(
            [.. compared.Select(c => c.Feature)],
            [
                .. reference
                    .Columns.Where(p => p.SkipReason is null && current.Find(p.Name) is null)
                    .Select(p => VanishedColumn.Of(p, current.RowCount)),
            ],
            options
        );
        var known = reference.SourceColumns.ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. reference.Columns.Where(p => current.Find(p.Name) is null).Select(p => p.Name)];
        string[] added = [.. current.SourceColumns.Where(n => !known.Contains(n) && roles.TakesPartInDrift(n))];
        return new DriftResult
        {
            ReferenceRows = reference.RowCount,
            CurrentRows = current.RowCount,
            MissingColumns = missing,
            AddedColumns = added,
            Features = features,
            Quality = QualityRules.Check(
                reference.Facts,
                facts,
                compared,
                missing,
                added,
                current,
                reference.Units,
                roles,
                options.Quality
            ),
            Attribution = AttributionDrift.Compare(reference.Attributions, attributions, options.Attribution),
            RootCause = RootCauseAnalysis.Explain(reference, facts.Sample, features, options.RootCause),
            Multivariate = MultivariateDrift.Compare(reference.Facts.Sample, facts.Sample, options.Multivariate),
        };
    }

    /// <summary>Says what is to be said of each column, once all p-values are known.</summary>
    /// <param name="features">Columns both have.</param>
    /// <param name="absent">Comparable columns of the reference that the window lacks.</param>
    /// <param name="options">Bands.</param>
    internal static DriftFeature[] Judge(DriftFeature[] features, IReadOnlyList<DriftFeature> absent, DriftOptions options)
    {
        var tested = new List<int>();
        for (var i = 0; i < features.Length; i++)
        {
            if (features[i].Verdict != DriftVerdict.Skipped && Shortage(features[i], options) is null && PValueOf(features[i]) is not null)
            {
                tested.Add(i);
            }
        }
        var adjusted = MultipleTesting.Adjust([.. tested.Select(i => PValueOf(features[i])!.Value)], options.Correction);
        for (var rank = 0; rank < tested.Count; rank++)
        {
            features[tested[rank]] = features[tested[rank]] with { PValueAdjusted = adjusted[rank] };
        }
        var columns = features.Count(f => f.Verdict != DriftVerdict.Skipped) + absent.Count;
        return
        [
            .. features.Select(f =>
                f.Verdict == DriftVerdict.Skipped
                    ? Skipped(f, options, features.Length + absent.Count)
                    : WithMissing(Judge(f, options, columns), options, columns)
            ),
            .. VanishedColumn.Absent(absent, options, columns),
        ];
    }

    // Values that are not compared, such as dates and identifiers, can stop coming like any others.
    private static DriftFeature Skipped(DriftFeature feature, DriftOptions options, int columns) =>
        feature.Reference.Used == 0 ? feature
        : VanishedColumn.IsCertain(feature, options, columns)
            ? feature with
            {
                Verdict = DriftVerdict.Major,
                Reason = VanishedColumn.WithoutValues(feature),
            }
        : WithMissing(feature, options, columns);

    private static DriftFeature Judge(DriftFeature feature, DriftOptions options, int columns)
    {
        if (VanishedColumn.IsCertain(feature, options, columns))
        {
            return feature with { Verdict = DriftVerdict.Major, Reason = VanishedColumn.WithoutValues(feature) };
        }
        if (Shortage(feature, options) is { } shortage)
        {
            return feature with { Verdict = DriftVerdict.InsufficientData, Reason = shortage };
        }
        var effect = HasEffect(feature, options);
        var significant = feature.PValueAdjusted < options.Significance;
        if (effect && significant)
        {
            return feature with { Verdict = feature.Psi >= options.MajorPsi ? DriftVerdict.Major : DriftVerdict.Moderate };
        }
        if (effect)
        {
            var needed = RowsNeeded(feature, options);
            var words = needed is null
                ? string.Empty
                : string.Create(CultureInfo.InvariantCulture, $" About {needed} rows per side would settle it.");
            return feature with
            {
                Verdict = DriftVerdict.Inconclusive,
                RowsNeeded = needed,
                Reason = "The change is large enough to matter but not significant." + words,
            };
        }
        return significant
            ? feature with
            {
                Verdict = DriftVerdict.Negligible,
                Reason = "The change is significant but too small to matter.",
            }
            : feature with
            {
                Verdict = DriftVerdict.Stable,
            };
    }

    // Values that stopped coming are a change of their own, however those that are left are spread; the louder verdict stands.
    private static DriftFeature WithMissing(DriftFeature feature, DriftOptions options, int columns)
    {
        if (feature.Current.Used == 0 || MissingShift.Judge(feature, options, columns) is not var (verdict, shift))
        {
            return feature;
        }
        return feature with
        {
            MissingShift = shift,
            Verdict = feature.Verdict is DriftVerdict.Major ? DriftVerdict.Major : verdict,
            Reason = MissingShift.Reason(feature),
            RowsNeeded = null,
        };
    }

    private static double? PValueOf(DriftFeature feature) => feature.KolmogorovSmirnov?.PValue ?? feature.ChiSquare?.PValue;

    private static string? Shortage(DriftFeature feature, DriftOptions options)
    {
        if (feature.Reference.Used >= options.MinimumRows && feature.Current.Used >= options.MinimumRows)
        {
            return null;
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Each side needs {options.MinimumRows} usable values; the reference has {feature.Reference.Used}, the current file "
                + $"{feature.Current.Used}."
        );
    }

    private static bool HasEffect(DriftFeature feature, DriftOptions options) =>
        DriftEffect
            .Of(
                feature.Type == ColumnType.Numeric,
                feature.Psi,
                feature.KolmogorovSmirnov?.Statistic,
                feature.Binning == BinningKind.Quantile,
                feature.WassersteinNormalised,
                feature.ChiSquare?.CramersV,
                feature.NewCategoryShare,
                options
            )
            .Count > 0;

    /// <summary>Rows a side at which the effect seen would just be significant for one column alone, both sides equally large.</summary>
    private static long? RowsNeeded(DriftFeature feature, DriftOptions options)
    {
        var needed = double.NaN;
        if (feature.KolmogorovSmirnov is { Statistic: > 0 } ks)
        {
            // 2·e^(−2L²) = α and L = D·√(n/2): n = −ln(α/2)/D².
            needed = -Math.Log(options.Significance / 2) / (ks.Statistic * ks.Statistic);
        }
        else if (feature.ChiSquare is { CramersV: > 0 } chi)
        {
            // χ² = V²·N and N = 2n.
            needed = ChiSquaredDistribution.Quantile(1 - options.Significance, chi.DegreesOfFreedom) / (2 * chi.CramersV * chi.CramersV);
        }
        var rows = Math.Ceiling(needed);
        return rows < 1e15 && rows > Math.Min(feature.Reference.Used, feature.Current.Used) ? (long)rows : null;
    }
}
