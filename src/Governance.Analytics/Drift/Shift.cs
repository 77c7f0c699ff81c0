namespace Governance.Analytics.Drift;

/// <summary>
/// How location and spread of a numeric column moved, in units of the reference. For display: verdicts do not depend on it.
/// </summary>
/// <param name="Mean">(mean of current − mean of reference) / sd of reference; <see langword="null"/> when that sd is 0. Range: (−∞,
/// ∞).</param>
/// <param name="SdRatio">Sd of current / sd of reference; <see langword="null"/> when that sd is 0. Range: [0, ∞).</param>
/// <param name="Median">(median of current − median of reference) / interquartile range of reference; <see langword="null"/> when that
/// range is 0. Untouched by single absurd values.</param>
public sealed record Shift(double? Mean, double? SdRatio, double? Median)
{
    internal static Shift Of(ColumnSummary reference, ColumnSummary current)
    {
        var sd = reference.Sd is > 0 ? reference.Sd : null;
        var spread = reference.UpperQuartile - reference.LowerQuartile is { } range && range > 0 ? range : (double?)null;
        return new Shift(
            Finite((current.Mean - reference.Mean) / sd),
            Finite(current.Sd / sd),
            Finite((current.Median - reference.Median) / spread)
        );
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
