using Governance.Samples.Data;
using Governance.Samples.Models;
using Governance.Samples.Numerics;

namespace Governance.Samples.Statistics;

/// <summary>
/// Shapley values of the log-odds against the baseline row, by paired forward and backward permutations
/// (Strumbelj and Kononenko 2014; pairs as in Mitchell et al. 2022). Every permutation is additive, hence so is the mean.
/// </summary>
internal static class ShapleyValues
{
    private const int Pairs = 8;

    public static double[] Of(ScoringModel model, FeatureSet features, SampleRow row, SeededRandom random)
    {
        var order = Enumerable.Range(0, model.FeatureNames.Count).ToArray();
        var values = new double[order.Length];
        for (var pair = 0; pair < Pairs; pair++)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                var j = random.Below(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }

            Walk(model, features, row, order, values);
            Walk(model, features, row, [.. order.Reverse()], values);
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] /= 2 * Pairs;
        }

        return values;
    }

    public static double BaselineLogOdds(ScoringModel model) =>
        model.LogOdds(
            new SampleRow
            {
                Numbers = model.Baseline.Numbers,
                Levels = model.Baseline.Levels,
                Label = 0,
                Tag = "",
            }
        );

    private static void Walk(ScoringModel model, FeatureSet features, SampleRow row, int[] order, double[] values)
    {
        var current = new SampleRow
        {
            Numbers = (double[])model.Baseline.Numbers.Clone(),
            Levels = (string[])model.Baseline.Levels.Clone(),
            Label = row.Label,
            Tag = row.Tag,
        };
        var before = model.LogOdds(current);
        foreach (var f in order)
        {
            var index = features.IndexOf(model.FeatureNames[f]);
            current.Numbers[index] = row.Numbers[index];
            current.Levels[index] = row.Levels[index];
            var after = model.LogOdds(current);
            values[f] += after - before;
            before = after;
        }
    }
}
