using System.Globalization;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Fairness;

/// <summary>Compares what a two-class model does to groups of people.</summary>
public static class FairnessAnalysis
{
    /// <summary>Measures every protected attribute and every pair of them.</summary>
    /// <remarks>
    /// Selection rates take all rows with a prediction; true and false positive rates those that also have a label. Rows without the
    /// attribute belong to no group. A rate without trials is undefined: it takes no part in a range and its group is listed.
    /// </remarks>
    /// <param name="table">Rows with predictions (or scores), protected attributes and, as far as known, labels.</param>
    /// <param name="roles">Which column is which, protected attributes in the order wanted.</param>
    /// <param name="options">Bounds; <see langword="null"/> for the defaults.</param>
    /// <returns>The result; attributes that the table does not have as values are left out.</returns>
    public static FairnessResult Evaluate(Table table, ColumnRoles roles, FairnessOptions? options = null)
    {
        options ??= FairnessOptions.Default;
        var rows = PredictionRows.From(table, roles, options.Binary);
        var results = GroupCodes.All(table, roles).Select(codes => Evaluate(codes, rows, options)).ToArray();
        return new FairnessResult(options.MinimumGroupSize, results);
    }

    /// <summary>Measures a model of several classes, one class against the rest.</summary>
    /// <param name="table">Rows with predictions, protected attributes and, as far as known, labels.</param>
    /// <param name="roles">Which column is which, protected attributes in the order wanted.</param>
    /// <param name="options">Bounds; <see langword="null"/> for the defaults. Its positive class is replaced by each class in turn.</param>
    /// <returns>Results by class, in ordinal order; empty without a prediction column of texts or of at most
    /// <see cref="FairnessOptions.MaximumClasses"/> numbers.</returns>
    public static IReadOnlyDictionary<string, FairnessResult> EvaluateClasses(
        Table table,
        ColumnRoles roles,
        FairnessOptions? options = null
    )
    {
        options ??= FairnessOptions.Default;
        var results = new SortedDictionary<string, FairnessResult>(StringComparer.Ordinal);
        var codes = GroupCodes.Of(table.Find(roles.PredictionIn(table.SourceColumns)));
        if (codes is null || codes.Names.Length > options.MaximumClasses)
        {
            return results;
        }
        foreach (var favourable in codes.Names)
        {
            results[favourable] = Evaluate(
                table,
                roles,
                options with
                {
                    Binary = options.Binary with { PositiveLabel = favourable },
                    FavourableIsPositive = true,
                }
            );
        }
        return results;
    }

    /// <summary>The verdict as it is written in JSON.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns><c>ok</c>, <c>fail</c>, <c>inconclusive</c> or <c>insufficient_data</c>.</returns>
    public static string ToWireName(this FairnessVerdict verdict) =>
        verdict switch
        {
            FairnessVerdict.Ok => "ok",
            FairnessVerdict.Fail => "fail",
            FairnessVerdict.Inconclusive => "inconclusive",
            FairnessVerdict.InsufficientData => "insufficient_data",
        };

    private static AttributeFairness Evaluate(GroupCodes codes, PredictionRows rows, FairnessOptions options)
    {
        var tallies = new GroupTally[codes.Names.Length];
        for (var g = 0; g < tallies.Length; g++)
        {
            tallies[g] = new GroupTally();
        }
        long missing = 0;
        long predicted = 0;
        for (var i = 0; rows.Predictions is { } predictions && i < rows.Count; i++)
        {
            if (predictions[i] == PredictionRows.Unknown)
            {
                continue;
            }
            predicted++;
            if (codes.Codes[i] < 0)
            {
                missing++;
            }
            else
            {
                tallies[codes.Codes[i]]
                    .Add(
                        predictions[i],
                        rows.Labels?[i] ?? PredictionRows.Unknown,
                        rows.Scores?[i] ?? double.NaN,
                        options.FavourableIsPositive
                    );
            }
        }
        FairnessGroup[] groups =
        [
            .. tallies.Select((t, g) => t.ToGroup(codes.Names[g])).Where(g => g.Count > 0).OrderBy(g => g.Name, StringComparer.Ordinal),
        ];
        FairnessGroup[] large = [.. groups.Where(g => g.Count >= options.MinimumGroupSize)];
        var gaps = Gaps(large, options);
        var (verdict, reason) = Judge(groups, large, gaps, options);
        return new AttributeFairness
        {
            Attribute = codes.Name,
            Groups = groups,
            MissingShare = predicted == 0 ? null : (double)missing / predicted,
            DemographicParityDifference = Over(groups, large, g => Range(g, x => x.Selection)),
            DemographicParityRatio = Over(groups, large, Ratio),
            EqualOpportunityDifference = Over(groups, large, g => Range(g, x => x.TruePositive)),
            EqualizedOddsDifference = Over(groups, large, g => Larger(Range(g, x => x.TruePositive), Range(g, x => x.FalsePositive))),
            AverageOddsDifference = Over(groups, large, g => Mean(Range(g, x => x.TruePositive), Range(g, x => x.FalsePositive))),
            Calibration = GroupCalibration.Of(large, options),
            SignedGaps = SignedGap.Of(groups, options.ReferenceGroups.GetValueOrDefault(codes.Name)),
            PredictiveParityDifference = Over(groups, large, g => Range(g, x => x.Precision)),
            UndefinedGroups = [.. groups.Where(g => g.TruePositive.Trials == 0 || g.FalsePositive.Trials == 0).Select(g => g.Name)],
            SmallGroups = SmallGroup.Of(groups, options),
            Gaps = gaps,
            Verdict = verdict,
            Reason = reason,
        };
    }

    private static FairnessAggregate Over(FairnessGroup[] all, FairnessGroup[] large, Func<FairnessGroup[], double?> figure) =>
        new(figure(all), figure(large));

    private static double? Range(FairnessGroup[] groups, Func<FairnessGroup, Proportion> rate)
    {
        var values = groups.Select(g => rate(g).Value).OfType<double>().ToArray();
        return values.Length < 2 ? null : values.Max() - values.Min();
    }

    private static double? Ratio(FairnessGroup[] groups)
    {
        var values = groups.Select(g => g.Selection.Value).OfType<double>().ToArray();
        return values.Length < 2 || values.Max() == 0 ? null : values.Min() / values.Max();
    }

    private static double? Larger(double? a, double? b) =>
        a is null ? b
        : b is null ? a
        : Math.Max(a.Value, b.Value);

    private static double? Mean(double? a, double? b) =>
        a is null ? b
        : b is null ? a
        : (a.Value + b.Value) / 2;

    private static FairnessGap[] Gaps(FairnessGroup[] large, FairnessOptions options)
    {
        var gaps = new[]
        {
            Gap("selectionRate", large, g => g.Selection, 1),
            Gap("tpr", large, g => g.TruePositive, options.MinimumPositives),
            Gap("fpr", large, g => g.FalsePositive, options.MinimumPositives),
        };
        return [.. gaps.OfType<FairnessGap>()];
    }

    private static FairnessGap? Gap(string metric, FairnessGroup[] groups, Func<FairnessGroup, Proportion> rate, int minimumTrials)
    {
        var usable = groups.Where(g => rate(g).Trials >= minimumTrials).ToArray();
        if (usable.Length < 2)
        {
            return null;
        }
        var lowest = usable.MinBy(g => rate(g).Value)!;
        var highest = usable.MaxBy(g => rate(g).Value)!;
        var (low, high) = (rate(lowest), rate(highest));
        return new FairnessGap(
            metric,
            lowest.Name,
            highest.Name,
            high.Value!.Value - low.Value!.Value,
            Proportion.Difference(high, low)!.Value,
            Proportion.PooledPValue(high, low)!.Value
        )
        {
            FisherPValue = FisherExact.PValue(high, low),
        };
    }

    private static (FairnessVerdict Verdict, string? Reason) Judge(
        FairnessGroup[] groups,
        FairnessGroup[] large,
        FairnessGap[] gaps,
        FairnessOptions options
    )
    {
        if (groups.Length > options.MaximumGroups)
        {
            return (
                FairnessVerdict.InsufficientData,
                Text($"The attribute has {groups.Length} groups, more than {options.MaximumGroups}. Group its values into bands.")
            );
        }
        if (large.Length < 2)
        {
            return (FairnessVerdict.InsufficientData, Text($"Fewer than two groups have at least {options.MinimumGroupSize} rows."));
        }
        if (Ratio(large) is { } ratio && ratio < options.MinimumRatio)
        {
            var selection = gaps[0];
            return (
                FairnessVerdict.Fail,
                Text($"The selection rate of \"{selection.Lowest}\" is {ratio:0.000} times that of \"{selection.Highest}\"; ")
                    + Text($"the minimum is {options.MinimumRatio}.")
            );
        }
        var broken = gaps.Where(g => g.Difference > options.MaximumDifference).ToArray();
        if (broken.Length == 0)
        {
            return (FairnessVerdict.Ok, null);
        }
        var certain = Array.Find(broken, g => g.Interval.Excludes(0));
        var gap = certain ?? broken[0];
        var words =
            Text($"{gap.Metric} differs by {gap.Difference:0.000} between \"{gap.Lowest}\" and \"{gap.Highest}\"; ")
            + Text($"the maximum is {options.MaximumDifference}.");
        return certain is null ? (FairnessVerdict.Inconclusive, words + " This may be chance.") : (FairnessVerdict.Fail, words);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
