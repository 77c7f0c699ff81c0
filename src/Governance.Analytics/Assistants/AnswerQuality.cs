using System.Globalization;
using Governance.Analytics.Robustness;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Assistants;

/// <summary>One score of answers, over all of them and by group.</summary>
/// <param name="Name">Name of the score, such as <c>groundedness</c>.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Median">Its median; <see langword="null"/> without answers.</param>
/// <param name="FifthPercentile">Its 5 % point: the worst answers; <see langword="null"/> without answers.</param>
/// <param name="Low">Answers below the mark; <see langword="null"/> when no mark is given.</param>
/// <param name="Missing">Answers without it.</param>
/// <param name="Groups">The mean by group, worst first.</param>
public sealed record AnswerScore(
    string Name,
    MeanScore Mean,
    double? Median,
    double? FifthPercentile,
    Proportion? Low,
    int Missing,
    IReadOnlyList<(string Group, MeanScore Mean)> Groups
)
{
    /// <summary>
    /// What is said: fails when the whole interval of the mean lies below the bound, warns when part of it does, not run without a bound.
    /// </summary>
    public RobustnessVerdict Verdict { get; init; } = RobustnessVerdict.NotRun;

    /// <summary>Why; <see langword="null"/> when nothing is wrong or nothing is judged.</summary>
    public string? Reason { get; init; }
}

/// <summary>Time that answers took, in milliseconds.</summary>
/// <param name="Count">Answers with a time.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90 % point.</param>
/// <param name="P95">95 % point.</param>
/// <param name="P99">99 % point; <see langword="null"/> for fewer than 100 answers, of which it would be the slowest alone.</param>
/// <param name="Largest">The slowest.</param>
public sealed record Latency(int Count, double P50, double P90, double P95, double? P99, double Largest)
{
    /// <summary>Percentiles, by linear interpolation.</summary>
    /// <param name="milliseconds">The times; what is not finite or is negative is left out.</param>
    /// <returns>The percentiles; <see langword="null"/> without times.</returns>
    public static Latency? Of(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Where(m => double.IsFinite(m) && m >= 0).Order()];
        return sorted.Length == 0
            ? null
            : new Latency(
                sorted.Length,
                Quantiles.Linear(sorted, 0.5),
                Quantiles.Linear(sorted, 0.9),
                Quantiles.Linear(sorted, 0.95),
                sorted.Length < 100 ? null : Quantiles.Linear(sorted, 0.99),
                sorted[^1]
            );
    }
}

/// <summary>Sums up scores of answers: groundedness, faithfulness, correctness and their like, each from 0 to 1.</summary>
public static class AnswerQuality
{
    private const int FewestAnswers = 30;

    /// <summary>Scores that are looked for when none are named.</summary>
    public static IReadOnlyList<string> KnownScores { get; } =
    [
        "groundedness",
        "faithfulness",
        "correctness",
        "completeness",
        "relevance",
        "answer_relevance",
        "context_relevance",
        "context_precision",
        "context_recall",
        "overall",
    ];

    /// <summary>Sums up one score.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">One value an answer; NaN where it is missing.</param>
    /// <param name="groups">The group of each answer; <see langword="null"/> for one without. <see langword="null"/> when there are no
    /// groups.</param>
    /// <param name="mark">Answers below it are counted as low; <see langword="null"/> for none.</param>
    /// <param name="bound">Least mean; <see langword="null"/> for none.</param>
    /// <returns>The figures.</returns>
    public static AnswerScore Evaluate(
        string name,
        double[] values,
        IReadOnlyList<string?>? groups = null,
        double? mark = null,
        double? bound = null
    )
    {
        double[] known = [.. values.Where(double.IsFinite)];
        double[] sorted = [.. known.Order()];
        var byGroup = groups is null
            ? []
            : values
                .Select((v, i) => (Value: v, Group: groups[i]))
                .Where(x => double.IsFinite(x.Value) && x.Group is not null)
                .GroupBy(x => x.Group!, x => x.Value, StringComparer.Ordinal)
                .Select(g => (g.Key, MeanScore.Of([.. g])))
                .OrderBy(g => g.Item2.Value)
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .ToArray();
        var score = new AnswerScore(
            name,
            MeanScore.Of(known),
            sorted.Length == 0 ? null : Quantiles.Linear(sorted, 0.5),
            sorted.Length == 0 ? null : Quantiles.Linear(sorted, 0.05),
            mark is { } low ? new Proportion(known.Count(v => v < low), known.Length) : null,
            values.Length - known.Length,
            byGroup
        );
        if (bound is not { } least)
        {
            return score;
        }
        var (verdict, reason) = Judge(score.Mean, least);
        return score with { Verdict = verdict, Reason = reason };
    }

    private static (RobustnessVerdict Verdict, string? Reason) Judge(MeanScore mean, double bound)
    {
        if (mean.Count < FewestAnswers)
        {
            return (RobustnessVerdict.InsufficientData, Text($"Answers with the score: {mean.Count}; needed: {FewestAnswers}."));
        }
        var interval = mean.Interval!.Value;
        if (interval.Low >= bound)
        {
            return (RobustnessVerdict.Ok, null);
        }
        return (
            interval.High < bound ? RobustnessVerdict.Fail : RobustnessVerdict.Warn,
            Text($"The mean is {mean.Value:0.000} ({interval.Low:0.000} to {interval.High:0.000}); the minimum is {bound}.")
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
