using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Charts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Experiments;

/// <summary>Words for a comparison of two versions on the same decisions.</summary>
internal static class ComparisonText
{
    // The intervals of a comparison are of 95 %; a test is read by the same measure.
    private const double Level = 0.05;

    /// <summary>The metric.</summary>
    public static string NameOf(ComparedMetric metric) => metric.Name is ComparedMetric.Auc ? "Area under the ROC curve" : "Accuracy";

    /// <summary>The test that was made.</summary>
    public static string TestOf(ComparedMetric metric) => metric.Test is ComparedMetric.DeLong ? "DeLong's test" : "McNemar's test (mid-p)";

    /// <summary>What the metric comes to.</summary>
    public static (Tone Tone, string Word, string Sentence) Of(ComparedMetric metric)
    {
        var apart = metric.Low > 0 || metric.High < 0;
        return (apart, metric.PValue < Level) switch
        {
            (true, true) when metric.Difference > 0 => (Tone.Pass, "Challenger is better", Better(metric, challenger: true)),
            (true, true) => (Tone.Fail, "Champion is better", Better(metric, challenger: false)),
            (false, false) => (
                Tone.Idle,
                "No difference shown",
                "The interval includes 0: this comparison does not show which version is better."
            ),
            _ => (Tone.Warn, "No difference shown", "The test and the interval disagree, so the difference is not considered proven."),
        };
    }

    /// <summary>A p-value; a small one is not given digits that no one needs.</summary>
    public static string PValue(double value) => value < 0.001 ? $"p < {Formats.Number(0.001, 3)}" : $"p = {Formats.Number(value, 3)}";

    /// <summary>The end of a scale on which all differences and their intervals lie, 0 in its middle.</summary>
    public static double ScaleOf(IReadOnlyList<ComparedMetric> metrics) =>
        NiceTicks.Of(
            0,
            metrics.SelectMany(m => new[] { m.Difference, m.Low ?? 0, m.High ?? 0 }).Select(Math.Abs).DefaultIfEmpty(0).Max(),
            steps: 2
        )[^1];

    /// <summary>What the picture of a difference shows, as a sentence.</summary>
    public static string SentenceOf(ComparedMetric metric) =>
        metric is { Low: { } low, High: { } high }
            ? T[
                "{0}: difference {1}, 95 % interval {2} to {3}",
                T.Word(NameOf(metric)),
                Signed(metric.Difference),
                Signed(low),
                Signed(high)
            ]
            : T["{0}: difference {1}", T.Word(NameOf(metric)), Signed(metric.Difference)];

    /// <summary>A difference, with one digit more than a rate: large logs show small ones.</summary>
    public static string Signed(double value) => Formats.Change(value, 4);

    /// <summary>The command that files a comparison of the experiment's versions.</summary>
    public static string Command(ExperimentView experiment) =>
        "governance experiment compare --file champion.csv --challenger challenger.csv "
        + $"--model {experiment.Model} --champion {experiment.Champion} --version {experiment.Challenger}";

    private static string Better(ComparedMetric metric, bool challenger) =>
        (metric.Name, challenger) switch
        {
            (ComparedMetric.Auc, true) => "The challenger ranks cases better, and chance alone is an unlikely explanation.",
            (ComparedMetric.Auc, false) => "The champion ranks cases better, and chance alone is an unlikely explanation.",
            (_, true) => "The challenger is right more often, and chance alone is an unlikely explanation.",
            _ => "The champion is right more often, and chance alone is an unlikely explanation.",
        };
}
