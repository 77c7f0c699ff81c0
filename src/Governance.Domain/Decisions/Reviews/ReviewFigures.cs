namespace Governance.Domain.Decisions.Reviews;

/// <summary>Answers about cases of one kind.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Label">The label that arrived.</param>
/// <param name="Outcome">The model's outcome.</param>
/// <param name="Confirmed">True for confirmed ones, false for those that were decided otherwise.</param>
/// <param name="Count">How many.</param>
public sealed record JudgedCases(string Model, string Label, string? Outcome, bool Confirmed, long Count);

/// <summary>How the reviews of a model go, over a period. A share without cases is null.</summary>
public sealed record ReviewFigures
{
    /// <summary>Decisions that came in and that the rules went through.</summary>
    public required long Decisions { get; init; }

    /// <summary>Reviews that a person confirmed, mixed-in cases not counted.</summary>
    public required long Confirmed { get; init; }

    /// <summary>Reviews in which a person decided otherwise, mixed-in cases not counted.</summary>
    public required long Overridden { get; init; }

    /// <summary>Reviews that wait.</summary>
    public required long Waiting { get; init; }

    /// <summary>Of these, how many are overdue.</summary>
    public required long Overdue { get; init; }

    /// <summary>Decisions that matched a rule while too many reviews waited already.</summary>
    public required long PassedOver { get; init; }

    /// <summary>Answered reviews of decisions in which the model was wrong, as a label says.</summary>
    public required long KnownWrong { get; init; }

    /// <summary>Of these, how many the reviewer confirmed.</summary>
    public required long WrongConfirmed { get; init; }

    /// <summary>Share of decisions that a person answered: (confirmed + overridden) / decisions, 0 to 1.</summary>
    public double? ReviewedShare => Share(Confirmed + Overridden, Decisions);

    /// <summary>Share of answers that agree with the model: confirmed / (confirmed + overridden), 0 to 1.</summary>
    public double? Agreement => Share(Confirmed, Confirmed + Overridden);

    /// <summary>
    /// Automation bias: share of known-wrong outputs that the reviewer confirmed, 0 to 1. 0 is a reviewer who sees every mistake; to be
    /// read with <see cref="KnownWrong"/>, its number of cases.
    /// </summary>
    public double? AutomationBias => Share(WrongConfirmed, KnownWrong);

    /// <summary>Counts how often the model was wrong and the reviewer agreed with it all the same.</summary>
    /// <param name="cases">Answers by label, outcome and verdict.</param>
    /// <param name="policy">Says which outcome was right.</param>
    public static (long Wrong, long Confirmed) Bias(IEnumerable<JudgedCases> cases, ReviewPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(policy);
        var wrong = cases.Where(c => policy.WasRight(c.Label, c.Outcome) is false).ToList();
        return (wrong.Sum(c => c.Count), wrong.Where(c => c.Confirmed).Sum(c => c.Count));
    }

    private static double? Share(long part, long whole) => whole > 0 ? (double)part / whole : null;
}
