using System.Globalization;
using Governance.Analytics.Drift;
using Governance.Analytics.Samples;

namespace Governance.Analytics.RootCause;

/// <summary>A column of both samples in at most eleven bins; -1 where there is no value.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Bins">Words for the bins.</param>
/// <param name="Reference">Bin of each reference row.</param>
/// <param name="Current">Bin of each current row.</param>
internal sealed record BinnedColumn(string Name, IReadOnlyList<string> Bins, sbyte[] Reference, sbyte[] Current)
{
    private const int NamedCategories = 9;

    public static BinnedColumn Of(ColumnProfile profile, SampleColumn reference, SampleColumn current)
    {
        if (profile is NumericProfile numeric)
        {
            var binning = numeric.Binning;
            string[] words = [.. Enumerable.Range(0, binning.Count).Select(b => Words(profile.Name, binning, b))];
            return new BinnedColumn(
                profile.Name,
                words,
                [.. reference.Values.Select(v => Bin(binning, v))],
                [.. current.Values.Select(v => Bin(binning, v))]
            );
        }
        var category = (CategoryProfile)profile;
        var named = Enumerable
            .Range(0, category.Categories.Count)
            .OrderByDescending(c => category.CategoryCounts[c])
            .ThenBy(c => c)
            .Take(NamedCategories)
            .ToArray();
        var binOf = named.Select((c, b) => (c, b)).ToDictionary(x => x.c, x => x.b);
        string[] names = [.. named.Select(c => $"{profile.Name} is {category.Categories[c]}"), $"{profile.Name} is another value"];
        return new BinnedColumn(profile.Name, names, [.. reference.Values.Select(Group)], [.. current.Values.Select(Group)]);

        sbyte Group(double code) => double.IsNaN(code) ? (sbyte)-1 : (sbyte)binOf.GetValueOrDefault((int)code, named.Length);
    }

    private static sbyte Bin(Binning binning, double value) => double.IsNaN(value) ? (sbyte)-1 : (sbyte)binning.BinOf(value);

    private static string Words(string name, Binning binning, int bin)
    {
        var points = binning.Points;
        if (binning.Kind == BinningKind.Value)
        {
            return bin < points.Count ? $"{name} is {Number(points[bin])}" : $"{name} is another value";
        }
        if (bin == 0)
        {
            return $"{name} ≤ {Number(points[0])}";
        }
        return bin == points.Count ? $"{name} > {Number(points[^1])}" : $"{name} in ({Number(points[bin - 1])}, {Number(points[bin])}]";
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
