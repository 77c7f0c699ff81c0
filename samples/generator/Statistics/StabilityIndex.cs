using Governance.Samples.Numerics;

namespace Governance.Samples.Statistics;

/// <summary>
/// Population stability index (Yurdakul and Naranjo 2020): sum over bins of (q - p) ln(q / p), shares floored at 0.0001.
/// Written apart from the product's own, so that the two can be held against each other.
/// </summary>
internal static class StabilityIndex
{
    private const double Floor = 1e-4;
    private const int FewValues = 10;

    public static double OfCategories(IReadOnlyList<string> reference, IReadOnlyList<string> current)
    {
        var levels = reference.Concat(current).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return levels.Sum(l => Term(Share(reference, v => v == l), Share(current, v => v == l)));
    }

    public static double OfNumbers(IEnumerable<double> referenceValues, IEnumerable<double> currentValues)
    {
        var reference = referenceValues.Where(double.IsFinite).Order().ToArray();
        var current = currentValues.Where(double.IsFinite).ToArray();
        var distinct = reference.Distinct().ToArray();
        if (distinct.Length <= FewValues)
        {
            return distinct.Sum(d => Term(Share(reference, v => v == d), Share(current, v => v == d)))
                + Term(0, Share(current, v => !distinct.Contains(v)));
        }

        var edges = Enumerable.Range(1, 9).Select(i => Quantile(reference, i / 10.0)).Distinct().ToArray();
        return Enumerable
            .Range(0, edges.Length + 1)
            .Sum(b => Term(Share(reference, v => Bin(v, edges) == b), Share(current, v => Bin(v, edges) == b)));
    }

    private static double Term(double p, double q)
    {
        p = Math.Max(p, Floor);
        q = Math.Max(q, Floor);
        return (q - p) * PortableMath.Log(q / p);
    }

    private static double Share<T>(IReadOnlyCollection<T> values, Func<T, bool> matches) =>
        values.Count == 0 ? 0 : (double)values.Count(matches) / values.Count;

    private static int Bin(double value, double[] edges) => edges.Count(e => e < value);

    private static double Quantile(double[] sorted, double q)
    {
        var h = (sorted.Length - 1) * q;
        var below = (int)h;
        return below + 1 < sorted.Length ? sorted[below] + ((h - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
