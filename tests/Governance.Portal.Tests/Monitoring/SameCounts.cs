using System.Text.Json;
using Governance.Analytics.Stored;
using Check = Xunit.Assert;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>What a window that was counted at its source has in common with the same window read row by row.</summary>
internal static class SameCounts
{
    private static readonly string[] s_figures =
    [
        "psi",
        "psiNull95",
        "jensenShannon",
        "hellinger",
        "totalVariation",
        "lInfinity",
        "bins",
        "newCategoryShare",
        "newCategories",
        "newCategoryCounts",
        "vanishedCategories",
    ];

    /// <summary>
    /// What counts suffice for is equal to the last digit; Kolmogorov–Smirnov's D within the bound that is stated with it.
    /// </summary>
    /// <param name="rows">Drift by rows, as stored.</param>
    /// <param name="counts">Drift by counts, as stored.</param>
    /// <returns>Columns whose D is exact, columns with a bound, and the largest difference among those.</returns>
    public static (int Exact, int Bounded, double Largest) Assert(string rows, string counts)
    {
        var expected = StoredHistograms.Drift(rows).GetProperty("features").EnumerateArray().ToList();
        var actual = StoredHistograms.Drift(counts).GetProperty("features").EnumerateArray().ToList();
        Check.Equal(expected.Count, actual.Count);
        var (exact, bounded, largest) = (0, 0, 0.0);
        foreach (var (left, right) in expected.Zip(actual))
        {
            foreach (var figure in s_figures)
            {
                Check.Equal(left.GetProperty(figure).GetRawText(), right.GetProperty(figure).GetRawText());
            }

            foreach (var figure in new[] { "used", "missing", "infinite" })
            {
                Check.Equal(
                    left.GetProperty("current").GetProperty(figure).GetInt64(),
                    right.GetProperty("current").GetProperty(figure).GetInt64()
                );
            }

            foreach (var figure in new[] { "statistic", "pValue", "cramersV" })
            {
                if (left.GetProperty("chiSquare") is { ValueKind: JsonValueKind.Object } chi)
                {
                    Check.Equal(chi.GetProperty(figure).GetRawText(), right.GetProperty("chiSquare").GetProperty(figure).GetRawText());
                }
            }

            var name = left.GetProperty("name").GetString()!;
            Check.Equal(StoredHistograms.Bins(rows, name), StoredHistograms.Bins(counts, name));
            if (left.GetProperty("ks") is not { ValueKind: JsonValueKind.Object } ks)
            {
                continue;
            }

            var (d, atEdges) = (ks.GetProperty("statistic").GetDouble(), right.GetProperty("ks").GetProperty("statistic").GetDouble());
            if (right.TryGetProperty("approximationError", out var bound))
            {
                Check.InRange(d - atEdges, -1e-12, bound.GetDouble() + 1e-12);
                (bounded, largest) = (bounded + 1, Math.Max(largest, d - atEdges));
            }
            else
            {
                Check.Equal(d, atEdges);
                exact++;
            }
        }

        return (exact, bounded, largest);
    }
}
