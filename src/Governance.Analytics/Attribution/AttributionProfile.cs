using System.Globalization;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Attribution;

/// <summary>Contributions of one feature to the score, over all rows; a row that does not name the feature counts as 0.</summary>
/// <param name="MeanAbsolute">Mean of the absolute contributions: the feature's importance.</param>
/// <param name="Mean">Mean contribution, signed.</param>
/// <param name="Values">The contributions, of a sample of rows when there are many.</param>
internal sealed record AttributedFeature(double MeanAbsolute, double Mean, NumericProfile Values);

/// <summary>Contributions logged with the rows of a table, as columns <c>attrK_feature</c> and <c>attrK_value</c>.</summary>
/// <param name="Rows">Rows with at least one contribution.</param>
/// <param name="Features">The features named, in ordinal order.</param>
internal sealed record AttributionProfile(long Rows, IReadOnlyList<AttributedFeature> Features)
{
    private const int RowsOfDistribution = 20_000;
    private const int MaxFeatures = 500;

    /// <summary>Collects them; <see langword="null"/> when the table has none.</summary>
    public static AttributionProfile? Of(Table table)
    {
        var pairs = new List<(CategoryColumn Feature, NumericColumn Value)>();
        for (
            var k = 1;
            table.Find(Name(k, "feature")) is CategoryColumn feature && table.Find(Name(k, "value")) is NumericColumn value;
            k++
        )
        {
            pairs.Add((feature, value));
        }
        if (pairs.Count == 0)
        {
            return null;
        }
        var names = pairs
            .SelectMany(p => p.Feature.Categories)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Take(MaxFeatures)
            .ToArray();
        var codeOf = names.Select((n, i) => (n, i)).ToDictionary(x => x.n, x => x.i, StringComparer.Ordinal);
        var maps = pairs.Select(p => p.Feature.Categories.Select(c => codeOf.GetValueOrDefault(c, -1)).ToArray()).ToArray();
        var step = Math.Max(1, table.RowCount / RowsOfDistribution);
        var values = names.Select(_ => new List<double>()).ToArray();
        var (sums, absolutes) = (new Compensated[names.Length], new Compensated[names.Length]);
        long rows = 0;
        long sampled = 0;
        for (var row = 0; row < table.RowCount; row++)
        {
            var any = false;
            var take = row % step == 0;
            for (var k = 0; k < pairs.Count; k++)
            {
                var code = pairs[k].Feature.Codes[row];
                var value = pairs[k].Value.Values[row];
                if (code < 0 || maps[k][code] < 0 || !double.IsFinite(value))
                {
                    continue;
                }
                any = true;
                sums[maps[k][code]].Add(value);
                absolutes[maps[k][code]].Add(Math.Abs(value));
                if (take)
                {
                    values[maps[k][code]].Add(value);
                }
            }
            rows += any ? 1 : 0;
            sampled += any && take ? 1 : 0;
        }
        if (rows == 0)
        {
            return null;
        }
        var features = new AttributedFeature[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var all = new double[Math.Max(sampled, values[i].Count)];
            values[i].CopyTo(all);
            RadixSort.Sort(all);
            var profile = new NumericProfile(names[i], ColumnRole.Attribution, all.Length == 0 ? new double[1] : all, ColumnCounts.None);
            features[i] = new AttributedFeature(absolutes[i].Total / rows, sums[i].Total / rows, profile);
        }
        return new AttributionProfile(rows, features);
    }

    private static string Name(int k, string what) => string.Create(CultureInfo.InvariantCulture, $"attr{k}_{what}");
}
