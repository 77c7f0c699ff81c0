using System.Text.Json;
using Governance.Analytics.Drift;

namespace Governance.Analytics.Stored;

/// <summary>Drift as it is kept with a window.</summary>
/// <param name="Result">The numbers.</param>
/// <param name="Json">The stored text: the Drift JSON, and the histograms the page draws.</param>
public sealed record StoredDrift(DriftResult Result, string Json);

/// <summary>One bin of a feature in both samples.</summary>
/// <param name="Label">Words for the bin.</param>
/// <param name="Reference">Rows of the reference.</param>
/// <param name="Current">Rows of the window.</param>
/// <param name="ReferenceShare">Share of the reference in [0, 1].</param>
/// <param name="CurrentShare">Share of the window in [0, 1].</param>
/// <param name="Lower">Excluded lower edge of a range; null when open or not a number.</param>
/// <param name="Upper">Included upper edge of a range; null when open or not a number.</param>
public sealed record StoredBin(
    string Label,
    long Reference,
    long Current,
    double ReferenceShare,
    double CurrentShare,
    double? Lower = null,
    double? Upper = null
);

/// <summary>Histograms beside the Drift JSON, in one stored text.</summary>
public static class StoredHistograms
{
    // A category column may have very many values; the page draws the largest and sums up the rest.
    private const int MaxBins = 40;

    /// <summary>Packs both for storage.</summary>
    public static string ToJson(JsonElement drift, DriftResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var histograms = result.Features.Where(f => f.Histogram.Count > 0).ToDictionary(f => f.Name, Bins, StringComparer.Ordinal);
        return JsonSerializer.Serialize(new StoredWindowDrift(drift, histograms), StoredJson.Default.StoredWindowDrift);
    }

    /// <summary>The Drift JSON of a stored text.</summary>
    public static JsonElement Drift(string json) => Read(json).Drift;

    /// <summary>The bins of a feature, or none when it was skipped.</summary>
    public static IReadOnlyList<StoredBin> Bins(string json, string feature) => Read(json).Histograms.GetValueOrDefault(feature) ?? [];

    private static StoredWindowDrift Read(string json) => JsonSerializer.Deserialize(json, StoredJson.Default.StoredWindowDrift)!;

    private static StoredBin[] Bins(DriftFeature feature)
    {
        var bins = feature
            .Histogram.Select(b => new StoredBin(
                b.Label,
                b.ReferenceCount,
                b.CurrentCount,
                b.ReferenceShare,
                b.CurrentShare,
                b.Lower,
                b.Upper
            ))
            .ToList();
        if (feature.Binning is not BinningKind.Category || bins.Count <= MaxBins)
        {
            return [.. bins];
        }

        var largest = bins.OrderByDescending(b => Math.Max(b.ReferenceShare, b.CurrentShare))
            .ThenBy(b => b.Label, StringComparer.Ordinal)
            .ToList();
        var rest = largest.Skip(MaxBins - 1).ToList();
        return
        [
            .. largest.Take(MaxBins - 1),
            new StoredBin(
                $"{rest.Count} others",
                rest.Sum(b => b.Reference),
                rest.Sum(b => b.Current),
                rest.Sum(b => b.ReferenceShare),
                rest.Sum(b => b.CurrentShare)
            ),
        ];
    }
}

/// <summary>The stored text.</summary>
internal sealed record StoredWindowDrift(JsonElement Drift, Dictionary<string, StoredBin[]> Histograms);
