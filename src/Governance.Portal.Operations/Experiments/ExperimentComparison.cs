using Governance.Analytics.Experiments;
using Governance.Analytics.Statistics;
using Governance.Domain.Models;

namespace Governance.Portal.Operations.Experiments;

/// <summary>The newest comparison of both versions on the same decisions, as it was filed.</summary>
/// <param name="Evidence">The evidence that holds it.</param>
/// <param name="Tool">What compared, as the caller says.</param>
/// <param name="ProducedAt">When.</param>
/// <param name="Champion">The champion's log.</param>
/// <param name="Challenger">The challenger's log.</param>
/// <param name="Rows">Decisions that both made.</param>
/// <param name="Labelled">Those whose outcome is known: accuracy and the areas are of these.</param>
/// <param name="Agreement">Share of the decisions on which both answered alike.</param>
/// <param name="Pairs">Who was right; null while no outcome is known.</param>
/// <param name="Metrics">Accuracy, and the area under the ROC curve where there are scores; none while no outcome is known.</param>
public sealed record ExperimentComparison(
    EvidenceId Evidence,
    string Tool,
    DateTimeOffset ProducedAt,
    ComparedLog Champion,
    ComparedLog Challenger,
    long Rows,
    long Labelled,
    ComparedRate? Agreement,
    ComparedPairs? Pairs,
    IReadOnlyList<ComparedMetric> Metrics
)
{
    /// <summary>When the first of the decisions was made; null where the log has no times.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When the last one was.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// The column by which rows belong together, such as a person: whole groups were drawn for the interval of accuracy. Null where rows
    /// count as independent.
    /// </summary>
    public string? Cluster { get; init; }

    /// <summary>The comparison that a filed document holds; rates, intervals and tests are computed as by the one who wrote it.</summary>
    internal static ExperimentComparison Of(EvidenceId evidence, string tool, DateTimeOffset producedAt, PairedReport report)
    {
        var found = report.Found;
        return new ExperimentComparison(
            evidence,
            tool,
            producedAt,
            LogOf(report.Champion, found.ChampionUnpaired),
            LogOf(report.Challenger, found.ChallengerUnpaired),
            found.Rows,
            found.Labelled,
            RateOf(found.Agreement),
            found.Labelled == 0 ? null : new(found.BothRight, found.OnlyChampion, found.OnlyChallenger, found.NeitherRight),
            [.. MetricsOf(found)]
        )
        {
            From = found.Period?.From,
            To = found.Period?.To,
            Cluster = found.ByCluster ? report.Cluster : null,
        };
    }

    private static IEnumerable<ComparedMetric> MetricsOf(PairedComparison found)
    {
        if (
            found is not { Difference: { } difference, McNemarMidP: { } mid }
            || RateOf(found.ChampionRight) is not { } champion
            || RateOf(found.ChallengerRight) is not { } challenger
        )
        {
            yield break;
        }

        yield return new ComparedMetric(
            ComparedMetric.Accuracy,
            champion,
            challenger,
            difference,
            found.DifferenceInterval?.Low,
            found.DifferenceInterval?.High,
            ComparedMetric.McNemar,
            mid
        );
        if (found.Auc is { } auc)
        {
            yield return new ComparedMetric(
                ComparedMetric.Auc,
                new(auc.Champion, null, null),
                new(auc.Challenger, null, null),
                auc.Difference,
                auc.Interval.Low,
                auc.Interval.High,
                ComparedMetric.DeLong,
                auc.PValue
            );
        }
    }

    private static ComparedLog LogOf(PairedLog log, long unpaired) => new(log.File, log.Sha256, unpaired);

    private static ComparedRate? RateOf(Proportion proportion) =>
        proportion is { Value: { } value, Wilson: { } interval } ? new(value, interval.Low, interval.High) : null;
}

/// <summary>One of the two logs.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="Unpaired">Rows that are left out: the other version did not decide them, or an earlier row has their id.</param>
public sealed record ComparedLog(string File, string? Sha256, long Unpaired);

/// <summary>A figure of one version.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end of its own 95 % interval, which knows nothing of the pairs; null where there is none.</param>
/// <param name="High">Its upper end.</param>
public sealed record ComparedRate(double Value, double? Low, double? High);

/// <summary>Decisions by which version was right.</summary>
/// <param name="BothRight">Both.</param>
/// <param name="OnlyChampion">The champion alone.</param>
/// <param name="OnlyChallenger">The challenger alone.</param>
/// <param name="NeitherRight">Neither.</param>
public sealed record ComparedPairs(long BothRight, long OnlyChampion, long OnlyChallenger, long NeitherRight);

/// <summary>A metric of both versions on the same decisions.</summary>
/// <param name="Name"><c>accuracy</c> or <c>auc</c>.</param>
/// <param name="Champion">The champion's.</param>
/// <param name="Challenger">The challenger's.</param>
/// <param name="Difference">Challenger less champion.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference, from the pairs; null where there is none.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Test"><c>mcnemar-mid-p</c> or <c>delong</c>.</param>
/// <param name="PValue">Two-sided p-value of no difference.</param>
public sealed record ComparedMetric(
    string Name,
    ComparedRate Champion,
    ComparedRate Challenger,
    double Difference,
    double? Low,
    double? High,
    string Test,
    double PValue
)
{
    internal const string Accuracy = "accuracy";
    internal const string Auc = "auc";
    internal const string McNemar = "mcnemar-mid-p";
    internal const string DeLong = "delong";
}
