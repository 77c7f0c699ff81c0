using Governance.Analytics.Statistics;

namespace Governance.Analytics.Fairness;

/// <summary>Whether scores mean the same in every group.</summary>
/// <param name="Group">The group whose mean score is furthest from its share of positives, among those large enough.</param>
/// <param name="Gap">Mean score − share of positives there. Range: [−1, 1].</param>
/// <param name="Interval">95 % interval of the gap.</param>
/// <param name="Verdict">Fail when the gap exceeds the bound and its interval excludes 0.</param>
public sealed record GroupCalibration(string Group, double Gap, Interval Interval, FairnessVerdict Verdict)
{
    internal static GroupCalibration? Of(FairnessGroup[] large, FairnessOptions options)
    {
        var worst = large
            .Where(g => g.ScoreGapInterval is not null && g.Labelled >= options.MinimumGroupSize)
            .MaxBy(g => Math.Abs(g.ScoreGap!.Value));
        if (worst is not { ScoreGap: { } gap, ScoreGapInterval: { } interval })
        {
            return null;
        }
        var verdict =
            Math.Abs(gap) <= options.MaximumCalibrationGap ? FairnessVerdict.Ok
            : interval.Excludes(0) ? FairnessVerdict.Fail
            : FairnessVerdict.Inconclusive;
        return new GroupCalibration(worst.Name, gap, interval, verdict);
    }
}

/// <summary>A group against the group the caller named: signed, in the sense unprivileged minus privileged.</summary>
/// <param name="Group">The group.</param>
/// <param name="Reference">The group it is compared with.</param>
/// <param name="SelectionDifference">Its selection rate − that of the reference group. Range: [−1, 1].</param>
/// <param name="Interval">Newcombe's 95 % interval of the difference.</param>
/// <param name="SelectionRatio">Its selection rate / that of the reference group, which may exceed 1; <see langword="null"/> when that is
/// 0.</param>
public sealed record SignedGap(string Group, string Reference, double SelectionDifference, Interval Interval, double? SelectionRatio)
{
    internal static IReadOnlyList<SignedGap> Of(FairnessGroup[] groups, string? reference)
    {
        if (Array.Find(groups, g => string.Equals(g.Name, reference, StringComparison.Ordinal)) is not { } privileged)
        {
            return [];
        }
        var rate = privileged.Selection.Value!.Value;
        return
        [
            .. groups
                .Where(g => g != privileged)
                .Select(g => new SignedGap(
                    g.Name,
                    privileged.Name,
                    g.Selection.Value!.Value - rate,
                    Proportion.Difference(g.Selection, privileged.Selection)!.Value,
                    rate == 0 ? null : g.Selection.Value!.Value / rate
                )),
        ];
    }
}
