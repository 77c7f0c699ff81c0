using Governance.Analytics.Statistics;

namespace Governance.Analytics.Robustness.Attacks;

/// <summary>A feature of an adversarial row that differs from the original.</summary>
/// <param name="Feature">Column; of a one-hot group the columns joined by a vertical line.</param>
/// <param name="Original">Value before: a number, a category, or the column that is set.</param>
/// <param name="Adversarial">Value after.</param>
/// <param name="Distance">Size of the change, in standard deviations.</param>
public sealed record AdversarialChange(string Feature, object Original, object Adversarial, double Distance);

/// <summary>A row the model puts into the other class, near a row that it was given.</summary>
/// <param name="Row">Position of the original, counted from 0.</param>
/// <param name="Method">What found it.</param>
/// <param name="Distance">Size of the whole change, by the norm of the options.</param>
/// <param name="ScoreBefore">What the model answered for the original.</param>
/// <param name="ScoreAfter">What it answered for the changed row.</param>
/// <param name="ClassBefore">Predicted class of the original, 1 or 0.</param>
/// <param name="ClassAfter">Predicted class of the changed row.</param>
/// <param name="Changes">What differs, the largest change first; at most <see cref="MaxChanges"/>.</param>
/// <param name="Changed">How many features differ.</param>
public sealed record AdversarialRow(
    int Row,
    AttackMethod Method,
    double Distance,
    double ScoreBefore,
    double ScoreAfter,
    int ClassBefore,
    int ClassAfter,
    IReadOnlyList<AdversarialChange> Changes,
    int Changed
)
{
    /// <summary>Changes listed of one row.</summary>
    public const int MaxChanges = 20;
}

/// <summary>Rows asked about for one attacked row.</summary>
/// <param name="Total">Over all attacked rows.</param>
/// <param name="Median">Of one attacked row.</param>
/// <param name="Largest">Of one attacked row.</param>
public sealed record AttackQueries(long Total, double Median, long Largest);

/// <summary>What one search, or the best of all, came to.</summary>
/// <remarks>
/// A rate of 0 means that nothing was found in so many queries, not that there is nothing: a search is a lower bound of what an attacker
/// can do.
/// </remarks>
/// <param name="Success">Rows turned within the bound, among the rows attacked.</param>
/// <param name="Found">Rows turned at any distance.</param>
/// <param name="MedianDistance">
/// Median over attacked rows of the smallest distance found, a row without one counting as infinitely far; <see langword="null"/> when the
/// median is such a row.
/// </param>
/// <param name="RobustAccuracy">
/// Rows right before and not turned within the bound, among attacked rows with a label; <see langword="null"/> without labels.
/// </param>
/// <param name="Queries">What it cost.</param>
public sealed record AttackFigures(
    Proportion Success,
    long Found,
    double? MedianDistance,
    Proportion? RobustAccuracy,
    AttackQueries Queries
);

/// <summary>What one search came to.</summary>
/// <param name="Method">Which one.</param>
/// <param name="Figures">Its figures; <see langword="null"/> when it was not run.</param>
/// <param name="Reason">Why it was not run.</param>
public sealed record AttackMethodResult(AttackMethod Method, AttackFigures? Figures, string? Reason);

/// <summary>What searches for adversarial rows found.</summary>
public sealed record AttackResult
{
    /// <summary>What is said; <see langword="null"/> when rates were measured and no bound of them was given.</summary>
    public required RobustnessVerdict? Verdict { get; init; }

    /// <summary>Why, or what a figure does not mean; <see langword="null"/> when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>How was searched.</summary>
    public required AttackOptions Options { get; init; }

    /// <summary>Seed of the searches.</summary>
    public required int Seed { get; init; }

    /// <summary>Columns that could be changed.</summary>
    public IReadOnlyList<string> Changeable { get; init; } = [];

    /// <summary>Rows that were to be attacked and say nothing: the model gave no class to them, or too few answers about changes.</summary>
    public long LeftOut { get; init; }

    /// <summary>The best of all searches, row by row; <see langword="null"/> when none was run.</summary>
    public AttackFigures? Figures { get; init; }

    /// <summary>Each search.</summary>
    public IReadOnlyList<AttackMethodResult> Methods { get; init; } = [];

    /// <summary>The nearest adversarial rows, one for an attacked row.</summary>
    public IReadOnlyList<AdversarialRow> Adversarial { get; init; } = [];
}
