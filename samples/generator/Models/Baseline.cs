using Governance.Samples.Data;

namespace Governance.Samples.Models;

/// <summary>Training median of each number and most frequent level of each category; stands in for missing values and for occluded ones.</summary>
internal sealed record Baseline(double[] Numbers, string[] Levels)
{
    public static Baseline Of(FeatureSet features, IReadOnlyList<SampleRow> rows)
    {
        var numbers = new double[features.Features.Count];
        var levels = new string[features.Features.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var index = i;
            levels[i] = "";
            if (features.Features[i].IsNumeric)
            {
                var sorted = rows.Select(r => r.Numbers[index]).Order().ToArray();
                numbers[i] = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
            }
            else
            {
                levels[i] = rows.GroupBy(r => r.Levels[index], StringComparer.Ordinal)
                    .OrderByDescending(g => g.Count())
                    .ThenBy(g => g.Key, StringComparer.Ordinal)
                    .First()
                    .Key;
            }
        }

        return new Baseline(numbers, levels);
    }
}
