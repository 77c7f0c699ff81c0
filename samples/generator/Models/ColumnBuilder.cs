using Governance.Samples.Data;
using Governance.Samples.Numerics;

namespace Governance.Samples.Models;

internal static class ColumnBuilder
{
    // Training rows have no missing values, so no baseline is ever read here.
    private static readonly Baseline s_noBaseline = new([], []);

    /// <summary>Centred and scaled numbers (logarithms of amounts with a long tail) and one indicator a level, as a linear model wants them.</summary>
    public static IReadOnlyList<ModelColumn> Standardised(FeatureSet features, IReadOnlyList<string> used, IReadOnlyList<SampleRow> rows)
    {
        var columns = new List<ModelColumn>();
        foreach (var column in Raw(features, used, rows))
        {
            if (column.Kind != ModelColumn.Numeric)
            {
                var share = rows.Sum(r => column.Encode(r, s_noBaseline)) / rows.Count;
                columns.Add(column with { Mean = share });
                continue;
            }

            var transform = features.Features[column.Feature].LogScale ? "log1p" : "identity";
            var values = rows.Select(r => transform == "log1p" ? PortableMath.Log1p(r.Numbers[column.Feature]) : r.Numbers[column.Feature])
                .ToArray();
            var mean = values.Sum() / values.Length;
            var variance = values.Sum(v => (v - mean) * (v - mean)) / values.Length;
            columns.Add(column with { Transform = transform, Mean = mean, Scale = variance > 0 ? Math.Sqrt(variance) : 1 });
        }

        // Indicators stay 0 or 1: their mean only serves the attribution.
        return columns;
    }

    /// <summary>Numbers as they are and one indicator a level, as trees want them.</summary>
    public static IReadOnlyList<ModelColumn> Raw(FeatureSet features, IReadOnlyList<string> used, IReadOnlyList<SampleRow> rows)
    {
        var columns = new List<ModelColumn>();
        foreach (var name in used)
        {
            var index = features.IndexOf(name);
            if (features.Features[index].IsNumeric)
            {
                columns.Add(new ModelColumn(name, ModelColumn.Numeric, index));
                continue;
            }

            var levels = rows.Select(r => r.Levels[index]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            columns.AddRange(levels.Select(level => new ModelColumn(name, ModelColumn.Level, index) { EqualTo = level }));
            columns.Add(new ModelColumn(name, ModelColumn.Other, index) { Levels = levels });
        }

        return columns;
    }
}
