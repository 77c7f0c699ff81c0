using System.Globalization;
using Governance.Analytics.Drift;

namespace Governance.Analytics.Attribution;

/// <summary>What is said about attributions.</summary>
public enum AttributionVerdict
{
    /// <summary>The features matter as they did.</summary>
    Stable,

    /// <summary>Other features matter, or in other shares.</summary>
    Drift,

    /// <summary>Too few rows with attributions on either side, or all are 0.</summary>
    InsufficientData,

    /// <summary>No attributions were logged on both sides.</summary>
    NotRun,
}

/// <summary>Importance of one feature before and now.</summary>
/// <param name="Name">The feature.</param>
/// <param name="ReferenceImportance">Mean absolute contribution in the reference.</param>
/// <param name="CurrentImportance">Mean absolute contribution now.</param>
/// <param name="ReferenceShare">Share of all importances in the reference. Range: [0, 1].</param>
/// <param name="CurrentShare">Share of all importances now. Range: [0, 1].</param>
/// <param name="Psi">Population stability index of its contributions; <see langword="null"/> when it is named on one side only.</param>
/// <param name="JensenShannon">Jensen–Shannon distance of its contributions; <see langword="null"/> when it is named on one side
/// only.</param>
/// <param name="Contribution">Mean contribution now − in the reference: its part in the change of the mean score, in the unit of the
/// contributions.</param>
public sealed record AttributionChange(
    string Name,
    double ReferenceImportance,
    double CurrentImportance,
    double ReferenceShare,
    double CurrentShare,
    double? Psi,
    double? JensenShannon,
    double Contribution
);

/// <summary>Drift of what contributes to the score.</summary>
public sealed record AttributionResult
{
    /// <summary>What is said.</summary>
    public required AttributionVerdict Verdict { get; init; }

    /// <summary>Why nothing was computed; <see langword="null"/> otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Normalised discounted cumulative gain of today's order of features; 1 when it is the reference's.</summary>
    public double? Ndcg { get; init; }

    /// <summary>Half the sum of absolute differences of importance shares. Range: [0, 1].</summary>
    public double? ShareDistance { get; init; }

    /// <summary>How many of the leading features of the reference lead today.</summary>
    public int? LeadingKept { get; init; }

    /// <summary>The features, largest contribution to the change first.</summary>
    public IReadOnlyList<AttributionChange> Features { get; init; } = [];
}

/// <summary>Compares attributions.</summary>
public static class AttributionDrift
{
    /// <summary>How well today's order of features still serves the importances of the reference.</summary>
    /// <remarks>
    /// DCG / ideal DCG, DCG = Σᵢ g₍ᵢ₎ / log₂(i + 1), features in order of their importance today, g their importance in the reference.
    /// Range: (0, 1]. Source: K. Järvelin, J. Kekäläinen, ACM Trans. Inf. Syst. 20 (2002) 422–446.
    /// </remarks>
    /// <param name="reference">Importances in the reference; not negative.</param>
    /// <param name="current">Importances today, feature by feature; equal ones keep the order given.</param>
    /// <returns>The gain; <see langword="null"/> when the reference is all zero.</returns>
    public static double? Ndcg(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(current.Length, reference.Length);
        var gains = reference.ToArray();
        var today = current.ToArray();
        var order = Enumerable.Range(0, gains.Length).OrderByDescending(i => today[i]).ToArray();
        var ideal = gains.OrderDescending().Select((g, i) => g / Math.Log2(i + 2)).Sum();
        return ideal > 0 ? order.Select((f, i) => gains[f] / Math.Log2(i + 2)).Sum() / ideal : null;
    }

    /// <summary>The verdict as it is written in JSON.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns><c>stable</c>, <c>drift</c>, <c>insufficient_data</c> or <c>not_run</c>.</returns>
    public static string ToWireName(this AttributionVerdict verdict) =>
        verdict switch
        {
            AttributionVerdict.Stable => "stable",
            AttributionVerdict.Drift => "drift",
            AttributionVerdict.InsufficientData => "insufficient_data",
            AttributionVerdict.NotRun => "not_run",
        };

    internal static AttributionResult Compare(AttributionProfile? reference, AttributionProfile? current, AttributionOptions options)
    {
        if (reference is null || current is null)
        {
            return new()
            {
                Verdict = AttributionVerdict.NotRun,
                Reason = "Attributions (attr1_feature, attr1_value, …) are not logged on both sides.",
            };
        }
        if (reference.Rows < options.MinimumRows || current.Rows < options.MinimumRows)
        {
            var words = string.Create(
                CultureInfo.InvariantCulture,
                $"Each side needs {options.MinimumRows} rows with attributions; the reference has {reference.Rows}, the current file "
                    + $"{current.Rows}."
            );
            return new() { Verdict = AttributionVerdict.InsufficientData, Reason = words };
        }
        var before = reference.Features.ToDictionary(f => f.Values.Name, StringComparer.Ordinal);
        var now = current.Features.ToDictionary(f => f.Values.Name, StringComparer.Ordinal);
        // In the reference's own order, so that what is equal today keeps it.
        var names = before
            .Keys.Union(now.Keys, StringComparer.Ordinal)
            .OrderByDescending(n => before.GetValueOrDefault(n)?.MeanAbsolute ?? 0)
            .ThenBy(n => n, StringComparer.Ordinal)
            .ToArray();
        double[] old = [.. names.Select(n => before.GetValueOrDefault(n)?.MeanAbsolute ?? 0)];
        double[] recent = [.. names.Select(n => now.GetValueOrDefault(n)?.MeanAbsolute ?? 0)];
        var (oldTotal, recentTotal) = (old.Sum(), recent.Sum());
        if (oldTotal <= 0 || recentTotal <= 0)
        {
            return new()
            {
                Verdict = AttributionVerdict.InsufficientData,
                Reason = "All attributions of the reference or of the current file are 0.",
            };
        }

        var gain = Ndcg(old, recent)!.Value;
        var distance = names.Select((_, i) => Math.Abs((old[i] / oldTotal) - (recent[i] / recentTotal))).Sum() / 2;
        var changes = names.Select(
            (n, i) => Change(n, before.GetValueOrDefault(n), now.GetValueOrDefault(n), old[i] / oldTotal, recent[i] / recentTotal)
        );
        var leading = Math.Min(options.Leading, names.Length);
        var leadersNow = Enumerable.Range(0, names.Length).OrderByDescending(i => recent[i]).Take(leading).ToHashSet();
        return new AttributionResult
        {
            Verdict =
                gain < options.MinimumGain || distance >= options.MaximumShareDistance
                    ? AttributionVerdict.Drift
                    : AttributionVerdict.Stable,
            Ndcg = gain,
            ShareDistance = distance,
            LeadingKept = Enumerable.Range(0, leading).Count(leadersNow.Contains),
            Features = [.. changes.OrderByDescending(c => Math.Abs(c.Contribution)).ThenBy(c => c.Name, StringComparer.Ordinal)],
        };
    }

    private static AttributionChange Change(
        string name,
        AttributedFeature? before,
        AttributedFeature? now,
        double oldShare,
        double newShare
    )
    {
        double? psi = null;
        double? distance = null;
        if (before is not null && now is not null)
        {
            long[] reference = [.. before.Values.BinCounts];
            var current = before.Values.Binning.CountSorted(now.Values.Sorted);
            psi = PopulationStability.Index(reference, current);
            distance = BinnedDistances.JensenShannon(reference, current);
        }
        return new AttributionChange(
            name,
            before?.MeanAbsolute ?? 0,
            now?.MeanAbsolute ?? 0,
            oldShare,
            newShare,
            psi,
            distance,
            (now?.Mean ?? 0) - (before?.Mean ?? 0)
        );
    }
}
