using Governance.Domain.Monitoring;
using DriftOptions = Governance.Analytics.Drift.DriftOptions;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>The drift of a feature in a window.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Statistic">The statistic shown: <c>psi</c>.</param>
/// <param name="Value">Its value, or null when undefined.</param>
/// <param name="Threshold">The value from which it counts as an effect.</param>
/// <param name="Verdict">Verdict as in the drift JSON; <c>reference</c> for a reference window.</param>
/// <param name="Level"><c>ok</c>, <c>warning</c> or <c>alert</c>.</param>
public sealed record FeatureRow(string Name, string Statistic, double? Value, double Threshold, string Verdict, DriftLevel Level)
{
    /// <summary>The row of a feature that later windows will be compared with: there is nothing to say of it yet.</summary>
    public static FeatureRow OfReference(string name) => new(name, "psi", null, DriftBands.Moderate, "reference", DriftLevel.Ok);

    /// <summary>Makes the row of a stored feature.</summary>
    public static FeatureRow Of(FeatureDrift feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        return new FeatureRow(feature.Name, "psi", feature.Psi, DriftBands.Moderate, feature.Verdict, feature.Level);
    }
}

/// <summary>The bands of PSI as the pages and reports draw them; the verdict itself also asks for significance.</summary>
public static class DriftBands
{
    /// <summary>From here on an effect.</summary>
    public const double Moderate = DriftOptions.DefaultModeratePsi;

    /// <summary>From here on a major one.</summary>
    public const double Major = DriftOptions.DefaultMajorPsi;

    /// <summary>Difference of the shares of rows without a usable value from which a change is a major one.</summary>
    public static double MajorMissing => DriftOptions.Default.MajorMissing;
}
