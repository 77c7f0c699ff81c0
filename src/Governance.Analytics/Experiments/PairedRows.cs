namespace Governance.Analytics.Experiments;

/// <summary>Rows that both models answered. All lists are as long as <see cref="Champion"/>.</summary>
public sealed record PairedRows
{
    /// <summary>Whether the champion answered with the positive class.</summary>
    public required IReadOnlyList<bool> Champion { get; init; }

    /// <summary>Whether the challenger did.</summary>
    public required IReadOnlyList<bool> Challenger { get; init; }

    /// <summary>Scores of the champion; <see langword="null"/> without any.</summary>
    public IReadOnlyList<double>? ChampionScores { get; init; }

    /// <summary>Scores of the challenger; <see langword="null"/> without any.</summary>
    public IReadOnlyList<double>? ChallengerScores { get; init; }

    /// <summary>The truth; <see langword="null"/> where it is not known.</summary>
    public IReadOnlyList<bool?>? Labels { get; init; }

    /// <summary>The cluster of each row, such as a person: a number from 0. <see langword="null"/> where rows are independent.</summary>
    public IReadOnlyList<int>? Clusters { get; init; }

    /// <summary>Rows of the champion's log that are left out: the challenger did not answer them, or an earlier row has their id.</summary>
    public long ChampionUnpaired { get; init; }

    /// <summary>Rows of the challenger's log that are left out.</summary>
    public long ChallengerUnpaired { get; init; }

    /// <summary>First and last instant of the rows in the champion's log; <see langword="null"/> where it names none.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Period { get; init; }
}
