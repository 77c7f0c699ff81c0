using System.Globalization;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>
/// How far the share of rows without a usable value (missing, infinite or not of the column's type) moved. Distances between the values
/// that are left do not see it.
/// </summary>
/// <remarks>
/// |q − p| of two shares: the total variation distance, and the largest one, of two distributions over <em>usable</em> and <em>not</em>.
/// Range: [0, 1]; <see langword="null"/> when either side has no rows. Levels as everywhere: an effect that is significant is moderate, and
/// major from a quarter of the rows on.
/// </remarks>
public static class MissingShift
{
    /// <summary>The shift.</summary>
    /// <param name="referenceUsed">Usable values of the reference.</param>
    /// <param name="referenceRows">Rows of the reference.</param>
    /// <param name="currentUsed">Usable values of the window.</param>
    /// <param name="currentRows">Rows of the window.</param>
    public static double? Of(long referenceUsed, long referenceRows, long currentUsed, long currentRows) =>
        referenceRows > 0 && currentRows > 0
            ? Math.Abs(((double)currentUsed / currentRows) - ((double)referenceUsed / referenceRows))
            : null;

    /// <summary>
    /// Two-sided p-value of both shares being the same: Fisher's exact test, beyond <see cref="FisherExact.MaxRows"/> rows the z test of
    /// two proportions.
    /// </summary>
    /// <param name="referenceUsed">Usable values of the reference.</param>
    /// <param name="referenceRows">Rows of the reference.</param>
    /// <param name="currentUsed">Usable values of the window.</param>
    /// <param name="currentRows">Rows of the window.</param>
    public static double? PValue(long referenceUsed, long referenceRows, long currentUsed, long currentRows)
    {
        var (before, now) = (new Proportion(referenceUsed, referenceRows), new Proportion(currentUsed, currentRows));
        return FisherExact.PValue(before, now) ?? Proportion.PooledPValue(before, now);
    }

    internal static double? Of(DriftFeature feature) =>
        Of(feature.Reference.Used, feature.Reference.Rows, feature.Current.Used, feature.Current.Rows);

    /// <summary>Judges a column by this alone: moderate, major, or <see langword="null"/> when nothing is to be said.</summary>
    /// <param name="feature">The column.</param>
    /// <param name="options">Bounds, rows each side needs, and the level.</param>
    /// <param name="columns">Columns looked at: by Bonferroni each has its share of the level.</param>
    internal static (DriftVerdict Verdict, MissingShiftResult Shift)? Judge(DriftFeature feature, DriftOptions options, int columns)
    {
        if (
            Of(feature) is not { } shift
            || shift < options.ModerateMissing
            || Math.Min(feature.Reference.Rows, feature.Current.Rows) < options.MinimumRows
            || PValue(feature.Reference.Used, feature.Reference.Rows, feature.Current.Used, feature.Current.Rows) is not { } p
            || p * columns >= options.Significance
        )
        {
            return null;
        }
        return (
            shift >= options.MajorMissing ? DriftVerdict.Major : DriftVerdict.Moderate,
            new MissingShiftResult(shift, p, Math.Min(1, p * columns))
        );
    }

    /// <summary>What is said of such a column.</summary>
    internal static string Reason(DriftFeature feature) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{feature.Current.Rows - feature.Current.Used} of {feature.Current.Rows} rows have no usable value, against "
                + $"{feature.Reference.Rows - feature.Reference.Used} of {feature.Reference.Rows} in the reference."
        );
}

/// <summary>The share of rows without a usable value moved, by more than chance.</summary>
/// <param name="Statistic">Difference of both shares, in [0, 1].</param>
/// <param name="PValue">Two-sided p-value.</param>
/// <param name="PValueAdjusted">The same, corrected for all columns (Bonferroni).</param>
public sealed record MissingShiftResult(double Statistic, double PValue, double PValueAdjusted);
