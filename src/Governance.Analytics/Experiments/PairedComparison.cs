using Governance.Analytics.Statistics;

namespace Governance.Analytics.Experiments;

/// <summary>Champion and challenger on the same rows.</summary>
/// <param name="Rows">Rows that both answered.</param>
/// <param name="Agreement">Rows on which they answered with one class.</param>
/// <param name="Labelled">Rows with a known truth.</param>
/// <param name="OnlyChampion">Labelled rows on which the champion alone is right.</param>
/// <param name="OnlyChallenger">Labelled rows on which the challenger alone is right.</param>
/// <param name="ChampionRight">Accuracy of the champion.</param>
/// <param name="ChallengerRight">Accuracy of the challenger.</param>
public sealed record PairedComparison(
    long Rows,
    Proportion Agreement,
    long Labelled,
    long OnlyChampion,
    long OnlyChallenger,
    Proportion ChampionRight,
    Proportion ChallengerRight
)
{
    /// <summary>Accuracy of the challenger less that of the champion; <see langword="null"/> without labels.</summary>
    public double? Difference => ChallengerRight.Value - ChampionRight.Value;

    /// <summary>95 % bootstrap interval of that difference, by clusters where rows have them.</summary>
    public Interval? DifferenceInterval { get; init; }

    /// <summary>Whether whole clusters were drawn.</summary>
    public bool ByCluster { get; init; }

    /// <summary>Exact p-value of McNemar's test; <see langword="null"/> without labels.</summary>
    public double? McNemarExact => Labelled == 0 ? null : McNemar.ExactPValue(OnlyChallenger, OnlyChampion);

    /// <summary>Its mid-p value.</summary>
    public double? McNemarMidP => Labelled == 0 ? null : McNemar.MidPValue(OnlyChallenger, OnlyChampion);

    /// <summary>Areas under both ROC curves; <see langword="null"/> without scores or with fewer than two labels of a class.</summary>
    public PairedAuc? Auc { get; init; }

    /// <summary>Labelled rows on which both are right.</summary>
    public long BothRight => ChampionRight.Successes - OnlyChampion;

    /// <summary>Labelled rows on which neither is right.</summary>
    public long NeitherRight => Labelled - BothRight - OnlyChampion - OnlyChallenger;

    /// <summary>Rows of the champion's log that are left out, because they have no counterpart.</summary>
    public long ChampionUnpaired { get; init; }

    /// <summary>Rows of the challenger's log that are left out.</summary>
    public long ChallengerUnpaired { get; init; }

    /// <summary>First and last instant of the rows; <see langword="null"/> where the champion's log names none.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Period { get; init; }

    /// <summary>Compares them.</summary>
    /// <param name="rows">The rows.</param>
    /// <returns>The figures.</returns>
    public static PairedComparison Of(PairedRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (count, agree) = (rows.Champion.Count, 0L);
        var known = new List<int>();
        for (var i = 0; i < count; i++)
        {
            agree += rows.Champion[i] == rows.Challenger[i] ? 1 : 0;
            if (rows.Labels?[i] is not null)
            {
                known.Add(i);
            }
        }
        bool Right(IReadOnlyList<bool> answers, int i) => answers[i] == rows.Labels![i];
        var (champion, challenger) = (known.Count(i => Right(rows.Champion, i)), known.Count(i => Right(rows.Challenger, i)));
        var both = known.Count(i => Right(rows.Champion, i) && Right(rows.Challenger, i));
        double[] differences = [.. known.Select(i => (Right(rows.Challenger, i) ? 1.0 : 0) - (Right(rows.Champion, i) ? 1.0 : 0))];
        return new PairedComparison(
            count,
            new Proportion(agree, count),
            known.Count,
            champion - both,
            challenger - both,
            new Proportion(champion, known.Count),
            new Proportion(challenger, known.Count)
        )
        {
            DifferenceInterval = rows.Clusters is { } clusters
                ? Bootstrap.OfMeanByCluster(differences, [.. known.Select(i => clusters[i])], (-1, 1))
                : Bootstrap.OfMean(differences, (-1, 1)),
            ByCluster = rows.Clusters is not null,
            Auc = rows is { ChampionScores: { } a, ChallengerScores: { } b }
                ? PairedAuc.Of([.. known.Select(i => a[i])], [.. known.Select(i => b[i])], [.. known.Select(i => rows.Labels![i] is true)])
                : null,
            ChampionUnpaired = rows.ChampionUnpaired,
            ChallengerUnpaired = rows.ChallengerUnpaired,
            Period = rows.Period,
        };
    }
}
