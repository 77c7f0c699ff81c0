namespace Governance.Samples.Statistics;

/// <summary>Group comparison of one protected attribute (or a pair of them).</summary>
internal sealed class FairnessAttribute
{
    public const int MinimumGroupSize = 30;
    private const int MinimumPositives = 10;
    private const double LargestDifference = 0.1;
    private const double SmallestRatio = 0.8;

    public FairnessAttribute(string name, IEnumerable<(string Group, ScoredLabel Row)> rows)
    {
        Name = name;
        Groups =
        [
            .. rows.GroupBy(r => r.Group, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new FairnessGroup(g.Key, [.. g.Select(r => r.Row)])),
        ];
    }

    public string Name { get; }

    public IReadOnlyList<FairnessGroup> Groups { get; }

    public IReadOnlyList<FairnessGroup> LargeGroups => [.. Groups.Where(g => g.Count >= MinimumGroupSize)];

    public IReadOnlyList<string> UndefinedGroups =>
        [.. Groups.Where(g => g.TruePositiveRate is null || g.FalsePositiveRate is null).Select(g => g.Name)];

    public static double? ParityDifference(IReadOnlyList<FairnessGroup> groups) => Range(groups, g => g.SelectionRate);

    public static double? ParityRatio(IReadOnlyList<FairnessGroup> groups)
    {
        var largest = groups.Count < 2 ? 0 : groups.Max(g => g.SelectionRate.Value);
        return largest > 0 ? groups.Min(g => g.SelectionRate.Value) / largest : null;
    }

    public static double? FavourableRatio(IReadOnlyList<FairnessGroup> groups)
    {
        var largest = groups.Count < 2 ? 0 : groups.Max(g => 1 - g.SelectionRate.Value);
        return largest > 0 ? groups.Min(g => 1 - g.SelectionRate.Value) / largest : null;
    }

    public static double? EqualOpportunityDifference(IReadOnlyList<FairnessGroup> groups) => Range(groups, g => g.TruePositiveRate);

    /// <summary>Equal opportunity of the favourable outcome (predicted 0): range of the true-favourable rate, which is that of the false-positive rate.</summary>
    public static double? FalsePositiveDifference(IReadOnlyList<FairnessGroup> groups) => Range(groups, g => g.FalsePositiveRate);

    public static double? EqualizedOddsDifference(IReadOnlyList<FairnessGroup> groups)
    {
        var tpr = EqualOpportunityDifference(groups);
        var fpr = FalsePositiveDifference(groups);
        return tpr is null ? fpr
            : fpr is null ? tpr
            : Math.Max(tpr.Value, fpr.Value);
    }

    /// <summary>Fails on a difference above 0.1 whose interval excludes 0, or on a ratio below four fifths (29 CFR 1607.4(D)) of declines.</summary>
    public string Verdict()
    {
        var groups = LargeGroups;
        if (groups.Count < 2)
        {
            return "insufficient_data";
        }

        var judged = new[]
        {
            Judge(groups, g => g.SelectionRate),
            Judge([.. groups.Where(g => g.Performance.Positives >= MinimumPositives)], g => g.TruePositiveRate),
            Judge(groups, g => g.FalsePositiveRate),
            ParityRatio(groups) < SmallestRatio ? "fail" : "ok",
        };
        return judged.Contains("fail", StringComparer.Ordinal) ? "fail"
            : judged.Contains("inconclusive", StringComparer.Ordinal) ? "inconclusive"
            : "ok";
    }

    private static string Judge(IReadOnlyList<FairnessGroup> groups, Func<FairnessGroup, Interval?> rate)
    {
        var rates = groups.Select(rate).OfType<Interval>().ToArray();
        if (rates.Length < 2)
        {
            return "inconclusive";
        }

        var high = rates.MaxBy(r => r.Value)!;
        var low = rates.MinBy(r => r.Value)!;
        return high.Value - low.Value <= LargestDifference ? "ok"
            : Interval.Difference(high, low).Low > 0 ? "fail"
            : "inconclusive";
    }

    private static double? Range(IReadOnlyList<FairnessGroup> groups, Func<FairnessGroup, Interval?> rate)
    {
        var values = groups.Select(rate).OfType<Interval>().Select(r => r.Value).ToArray();
        return values.Length < 2 ? null : values.Max() - values.Min();
    }
}
