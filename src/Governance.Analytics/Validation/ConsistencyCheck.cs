using Governance.Analytics.Robustness;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Validation;

/// <summary>Whether a model answers alike what should be alike.</summary>
/// <param name="Check"><c>repeated_input</c>, <c>irrelevant_column</c> or <c>logged_score</c>.</param>
/// <param name="Column">The column that was changed; <see langword="null"/> for the other checks.</param>
/// <param name="Verdict">Fails when a predicted class differs, warns when only scores do, not run without rows to compare.</param>
/// <param name="Moved">Rows whose scores differ by more than the tolerance, among those compared.</param>
/// <param name="Flipped">Rows whose predicted class differs, among those compared.</param>
/// <param name="LargestChange">Largest difference of two scores; <see langword="null"/> when none were compared.</param>
/// <param name="Rows">Positions of the first rows that differ, counted from 0.</param>
/// <param name="Reason">Why; <see langword="null"/> when nothing is wrong.</param>
public sealed record ConsistencyCheck(
    string Check,
    string? Column,
    RobustnessVerdict Verdict,
    Proportion Moved,
    Proportion Flipped,
    double? LargestChange,
    IReadOnlyList<int> Rows,
    string? Reason
);
