namespace Governance.Analytics.Drift;

/// <summary>A statistic that says that the change of a column is large enough to matter.</summary>
/// <param name="Statistic"><c>psi</c>, <c>ks</c>, <c>wasserstein</c>, <c>cramersV</c>, <c>newCategories</c> or <c>missing</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Limit">The value from which it counts.</param>
public sealed record DriftEffect(string Statistic, double Value, double Limit)
{
    /// <summary>Every statistic of a column that reaches its limit, PSI first; empty when the change is too small to matter.</summary>
    /// <param name="isNumeric">Whether it holds numbers.</param>
    /// <param name="psi">PSI in nats.</param>
    /// <param name="ks">Kolmogorov–Smirnov D, of numbers.</param>
    /// <param name="hasQuantileBins">Whether its bins are quantiles: only there the Wasserstein distance counts.</param>
    /// <param name="wasserstein">Wasserstein distance in standard deviations of the reference.</param>
    /// <param name="cramersV">Cramér's V, of categories.</param>
    /// <param name="newCategoryShare">Share of rows with a category that the reference does not have.</param>
    /// <param name="options">The limits.</param>
    /// <param name="missing">Difference of the shares of rows without a usable value, which has a test of its own.</param>
    public static IReadOnlyList<DriftEffect> Of(
        bool isNumeric,
        double? psi,
        double? ks,
        bool hasQuantileBins,
        double? wasserstein,
        double? cramersV,
        double? newCategoryShare,
        DriftOptions options,
        double? missing = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        (string Name, double? Value, double Limit, bool Counts)[] all =
        [
            ("psi", psi, options.ModeratePsi, true),
            ("ks", ks, options.KolmogorovSmirnovEffect, isNumeric),
            ("wasserstein", wasserstein, options.WassersteinEffect, isNumeric && hasQuantileBins),
            ("cramersV", cramersV, options.CramersVEffect, !isNumeric),
            ("newCategories", newCategoryShare, options.NewCategoryEffect, !isNumeric),
            ("missing", missing, options.ModerateMissing, true),
        ];
        return [.. all.Where(s => s.Counts && s.Value >= s.Limit).Select(s => new DriftEffect(s.Name, s.Value!.Value, s.Limit))];
    }
}
