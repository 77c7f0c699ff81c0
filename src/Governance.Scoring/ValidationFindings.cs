using Governance.Analytics.Attribution;
using Governance.Analytics.Fairness;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;
using Governance.Analytics.Robustness.Attacks;
using Governance.Analytics.Validation;

namespace Governance.Scoring;

/// <summary>Everything that was found out about a live model; parts that were not asked for are null or empty.</summary>
public sealed record ValidationFindings
{
    /// <summary>The columns that were sent.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Positions in the file of the rows that were scored.</summary>
    public required int[] Rows { get; init; }

    /// <summary>Whether the answers were classes, not scores.</summary>
    public required bool AnswersClasses { get; init; }

    /// <summary>Rows the model gave no answer for.</summary>
    public required int Unanswered { get; init; }

    /// <summary>How well the labels were met.</summary>
    public PerformanceResult? Performance { get; init; }

    /// <summary>How the protected groups compare.</summary>
    public FairnessResult? Fairness { get; init; }

    /// <summary>The same for parts of the rows.</summary>
    public IReadOnlyList<Sliced<PerformanceResult>> PerformanceSlices { get; init; } = [];

    /// <summary>The same for parts of the rows.</summary>
    public IReadOnlyList<Sliced<FairnessResult>> FairnessSlices { get; init; } = [];

    /// <summary>Whether equal inputs get equal scores.</summary>
    public IReadOnlyList<ConsistencyCheck> Consistency { get; init; } = [];

    /// <summary>How small changes of inputs turn predictions.</summary>
    public EvasionResult? Evasion { get; init; }

    /// <summary>What a search for adversarial rows found.</summary>
    public AttackResult? Attack { get; init; }

    /// <summary>Signs of poisoned rows.</summary>
    public IReadOnlyList<PoisoningScreen> Poisoning { get; init; } = [];

    /// <summary>What the scores rest on.</summary>
    public IReadOnlyList<Explanation> Explanations { get; init; } = [];

    /// <summary>The number the reader of the file knows a row by: 1 below the header.</summary>
    public long Number(int row) => Rows[row] + 1L;
}
