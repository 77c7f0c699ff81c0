using System.Globalization;
using MathNet.Numerics;

namespace Governance.Analytics.Drift;

/// <summary>
/// A column whose values stopped coming: the reference has them, the window has none, because the column is gone or because every value is
/// missing, infinite or not of its type. No distance is defined without values, and yet nothing is further from the reference.
/// </summary>
public static class VanishedColumn
{
    /// <summary>Probability that chance alone leaves a window without any value.</summary>
    /// <remarks>
    /// C(n, k) / C(n + m, k), k being the reference's values, n its rows and m those of the window: all k values fall among the n rows when
    /// rows are dealt out at random. Fisher's exact test, one-sided, of two shares of which one is 0. Range: (0, 1].
    /// Source: R. A. Fisher, J. R. Statist. Soc. 85 (1922) 87–94.
    /// </remarks>
    /// <param name="referenceUsed">Usable values of the reference.</param>
    /// <param name="referenceRows">Rows of the reference; at least <paramref name="referenceUsed"/>.</param>
    /// <param name="currentUsed">Usable values of the window.</param>
    /// <param name="currentRows">Rows of the window.</param>
    /// <returns>The probability; <see langword="null"/> when the window has a value, or the reference none, or either no rows.</returns>
    public static double? PValue(long referenceUsed, long referenceRows, long currentUsed, long currentRows) =>
        currentUsed > 0 || referenceUsed <= 0 || referenceRows < referenceUsed || currentRows <= 0
            ? null
            : Math.Exp(
                SpecialFunctions.GammaLn(referenceRows + 1.0)
                    - SpecialFunctions.GammaLn(referenceRows - referenceUsed + 1.0)
                    - SpecialFunctions.GammaLn(referenceRows + currentRows + 1.0)
                    + SpecialFunctions.GammaLn(referenceRows + currentRows - referenceUsed + 1.0)
            );

    /// <summary>Whether a column has vanished, and not by chance.</summary>
    /// <param name="feature">The column.</param>
    /// <param name="options">Rows each side needs, and the level.</param>
    /// <param name="columns">Columns looked at: by Bonferroni each has its share of the level.</param>
    internal static bool IsCertain(DriftFeature feature, DriftOptions options, int columns) =>
        feature.Reference.Used >= options.MinimumRows
        && feature.Current.Rows >= options.MinimumRows
        && PValue(feature.Reference.Used, feature.Reference.Rows, feature.Current.Used, feature.Current.Rows) * columns
            < options.Significance;

    /// <summary>What is said of a column that the window has, without a value.</summary>
    internal static string WithoutValues(DriftFeature feature) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"None of the {feature.Current.Rows} rows has a usable value any more; in the reference {Values(feature)} have one."
        );

    private static string Values(DriftFeature feature) =>
        string.Create(CultureInfo.InvariantCulture, $"{feature.Reference.Used} of {feature.Reference.Rows}");

    /// <summary>What is said of a column that the window does not have.</summary>
    internal static string Gone(DriftFeature feature) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The column is gone; in the reference {feature.Reference.Used} of {feature.Reference.Rows} rows have a value."
        );

    /// <summary>
    /// Columns of the reference that the window lacks, as features with drift where that is certain; others are named as missing alone.
    /// </summary>
    internal static IEnumerable<DriftFeature> Absent(IEnumerable<DriftFeature> absent, DriftOptions options, int columns) =>
        absent
            .Where(f => IsCertain(f, options, columns))
            .Select(f => f with { Verdict = DriftVerdict.Major, Reason = Gone(f), Reasons = ColumnComparison.AbsentReasons() });

    /// <summary>A column of the reference that the window lacks, before it is judged.</summary>
    internal static DriftFeature Of(ColumnProfile profile, long rows) =>
        Of(profile.Name, profile.Type, profile.Role, profile.Summary, rows);

    /// <inheritdoc cref="Of(ColumnProfile, long)"/>
    internal static DriftFeature Of(string name, Io.ColumnType type, Io.ColumnRole role, ColumnSummary reference, long rows) =>
        new()
        {
            Name = name,
            Type = type,
            Role = role,
            Reference = reference,
            Current = new ColumnSummary(0, rows, 0, 0, null, null, null, null, null, null),
        };
}
