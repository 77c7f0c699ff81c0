using Governance.Analytics.Fairness;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;
using Governance.Cli.Output;

namespace Governance.Cli.Analysis;

/// <summary>Results of analyses as checks, the same for a log and for a live model.</summary>
internal static class AnalysisItems
{
    public static CheckItem Of(AttributeFairness attribute) =>
        new(
            $"fairness/{attribute.Attribute}",
            "fairness",
            CheckSeverity.High,
            OutcomeOf(attribute.Verdict),
            $"{attribute.Attribute}: "
                + (
                    attribute.Reason
                    ?? $"{attribute.Verdict.ToWireName()}, demographic parity difference "
                        + $"{Numbers.Short(attribute.DemographicParityDifference.MinimumSize)}."
                )
        )
        {
            Actual = Numbers.Short(attribute.DemographicParityDifference.MinimumSize),
        };

    public static CheckItem Of(EvasionResult evasion) =>
        new(
            "robustness/evasion",
            "robustness",
            CheckSeverity.High,
            OutcomeOf(evasion.Verdict),
            $"evasion: {evasion.Reason ?? evasion.Verdict.ToWireName() + "."}"
        )
        {
            Actual = evasion.Curve.Count == 0 ? null : Numbers.Short(evasion.Curve.Max(p => p.Flips.Value)),
        };

    public static CheckItem Of(PoisoningScreen screen) =>
        new($"robustness/{screen.Screen}", "robustness", CheckSeverity.Medium, OutcomeOf(screen.Verdict), Words(screen))
        {
            Actual = screen.Suspected is { } share ? Numbers.Short(share.Value) : null,
        };

    public static string Words(PoisoningScreen screen) =>
        screen.Suspected is { } share
            ? $"{screen.Screen}: {Numbers.Count(share.Successes)} of {Numbers.Counted(share.Trials, "row")}. "
                + screen.Reason
                + (
                    screen.Rows.Count > 0
                        ? $" Rows {string.Join(", ", screen.Rows)}{(screen.Rows.Count < share.Successes ? ", …" : "")}."
                        : ""
                )
            : $"{screen.Screen}: {screen.Verdict.ToWireName()}. {screen.Reason}";

    public static void WriteText(TextPage page, EvasionResult evasion)
    {
        page.Mark(OutcomeOf(evasion.Verdict), $"evasion: {evasion.Verdict.ToWireName()}. {evasion.Reason}".TrimEnd());
        if (evasion.Curve.Count == 0)
        {
            return;
        }

        page.Table(
            ["  SIZE (SD)", "ROWS", "FLIPPED", "95 % INTERVAL", "ADVERSARIAL ACCURACY"],
            evasion.Curve.Select(p =>
                new[]
                {
                    "  " + Numbers.General(p.Size),
                    Numbers.Count(p.Flips.Trials),
                    Numbers.Short(p.Flips.Value),
                    p.Flips.Wilson is { } ends ? $"{Numbers.Short(ends.Low)} to {Numbers.Short(ends.High)}" : "-",
                    Numbers.Short(p.AdversarialAccuracy?.Value),
                }
            )
        );
        page.Line(
            $"  median distance to a flip {Numbers.General(evasion.MedianDistance)}; never flipped "
                + $"{Numbers.Short(evasion.NeverFlipped?.Value)}"
        );
    }

    public static void WriteText(TextPage page, IEnumerable<PoisoningScreen> screens)
    {
        foreach (var screen in screens)
        {
            page.Mark(OutcomeOf(screen.Verdict), Words(screen));
            foreach (var finding in screen.Findings)
            {
                page.Line("  " + finding);
            }
        }
    }

    public static void WriteText(TextPage page, AttributeFairness attribute)
    {
        page.Mark(OutcomeOf(attribute.Verdict), Words(attribute));
        page.Table(
            ["  GROUP", "ROWS", "SELECTED", "TPR", "FPR"],
            attribute.Groups.Select(g =>
                new[]
                {
                    "  " + g.Name,
                    Numbers.Count(g.Count),
                    Numbers.Short(g.Selection.Value),
                    Numbers.Short(g.TruePositive.Value),
                    Numbers.Short(g.FalsePositive.Value),
                }
            )
        );
        foreach (var small in attribute.SmallGroups)
        {
            page.Mark(CheckOutcome.Warn, $"{attribute.Attribute} {small.Name}: {small.Reason}");
        }
    }

    public static void WriteText(TextPage page, IReadOnlyList<Sliced<PerformanceResult>> slices)
    {
        if (slices.Count == 0)
        {
            return;
        }

        page.Line();
        page.Table(
            ["SLICE", "ROWS", "LABELLED", "ACCURACY", "PRECISION", "RECALL", "FPR", "AUC"],
            slices.Select(s =>
                new[]
                {
                    s.Name,
                    Numbers.Count(s.Rows),
                    s.Result.Labelled is { } labelled ? Numbers.Count(labelled) : "none",
                    Numbers.Short(s.Result.Confusion?.Accuracy.Value),
                    Numbers.Short(s.Result.Confusion?.Precision.Value),
                    Numbers.Short(s.Result.Confusion?.Recall.Value),
                    Numbers.Short(s.Result.Confusion?.FalsePositiveRate.Value),
                    Numbers.Short(s.Result.Auc),
                }
            )
        );
    }

    public static void WriteText(TextPage page, IReadOnlyList<Sliced<FairnessResult>> slices)
    {
        foreach (var slice in slices)
        {
            foreach (var attribute in slice.Result.Attributes)
            {
                page.Mark(OutcomeOf(attribute.Verdict), Words(slice, attribute));
            }
        }
    }

    /// <summary>An attribute in a slice, as a check.</summary>
    public static CheckItem Of(Sliced<FairnessResult> slice, AttributeFairness attribute)
    {
        var whole = Of(attribute);
        return new($"{whole.Id}/{slice.Name}", "fairness", CheckSeverity.High, whole.Outcome, Words(slice, attribute))
        {
            Actual = whole.Actual,
        };
    }

    private static string Words(Sliced<FairnessResult> slice, AttributeFairness attribute) =>
        $"{slice.Name}, {Numbers.Counted(slice.Rows, "row")}: {Words(attribute)}";

    private static string Words(AttributeFairness attribute) =>
        $"{attribute.Attribute}: {attribute.Verdict.ToWireName()}. {attribute.Reason}".TrimEnd();

    public static CheckOutcome OutcomeOf(RobustnessVerdict verdict) =>
        verdict switch
        {
            RobustnessVerdict.Ok => CheckOutcome.Pass,
            RobustnessVerdict.Warn or RobustnessVerdict.InsufficientData => CheckOutcome.Warn,
            RobustnessVerdict.Fail => CheckOutcome.Fail,
            RobustnessVerdict.NotRun => CheckOutcome.NotApplicable,
        };

    public static CheckOutcome OutcomeOf(FairnessVerdict verdict) =>
        verdict switch
        {
            FairnessVerdict.Ok => CheckOutcome.Pass,
            FairnessVerdict.Fail => CheckOutcome.Fail,
            FairnessVerdict.Inconclusive or FairnessVerdict.InsufficientData => CheckOutcome.Warn,
        };
}
