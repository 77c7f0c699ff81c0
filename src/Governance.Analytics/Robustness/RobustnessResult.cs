using Governance.Analytics.Robustness.Attacks;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Robustness;

/// <summary>What is said about robustness.</summary>
public enum RobustnessVerdict
{
    /// <summary>Within bounds.</summary>
    Ok,

    /// <summary>Perhaps beyond bounds, or worth a look.</summary>
    Warn,

    /// <summary>Beyond bounds, and not by chance.</summary>
    Fail,

    /// <summary>Fewer than 30 rows.</summary>
    InsufficientData,

    /// <summary>Could not be checked; never counts as passed.</summary>
    NotRun,
}

/// <summary>Evasion by perturbations of one size.</summary>
/// <param name="Size">Largest change of a feature, in its standard deviations; <see langword="null"/> when the log does not say.</param>
/// <param name="Flips">Rows whose predicted class changed under the worst of the tries, among all rows tried.</param>
/// <param name="AdversarialAccuracy">Rows right before and unchanged, among rows right before; <see langword="null"/> without
/// labels.</param>
/// <param name="Tries">Perturbed predictions.</param>
public sealed record EvasionPoint(double? Size, Proportion Flips, Proportion? AdversarialAccuracy, long Tries);

/// <summary>How easily predictions are turned by small changes of the input.</summary>
public sealed record EvasionResult
{
    /// <summary>What is said.</summary>
    public required RobustnessVerdict Verdict { get; init; }

    /// <summary>Why; <see langword="null"/> when nothing is wrong.</summary>
    public string? Reason { get; init; }

    /// <summary>The curve, smallest size first.</summary>
    public IReadOnlyList<EvasionPoint> Curve { get; init; } = [];

    /// <summary>
    /// Median over flipped rows of the smallest size that flipped them; <see langword="null"/> when none flipped or sizes are not known.
    /// </summary>
    public double? MedianDistance { get; init; }

    /// <summary>Rows no try flipped, among all rows.</summary>
    public Proportion? NeverFlipped { get; init; }

    /// <summary>Perturbed rows without an original.</summary>
    public long Unmatched { get; init; }
}

/// <summary>One screen for poisoned training data.</summary>
/// <param name="Screen"><c>conflicting_labels</c>, <c>near_duplicates</c>, <c>neighbour_labels</c>, <c>spectral_signature</c> or
/// <c>rare_trigger</c>.</param>
/// <param name="Verdict">What it says.</param>
/// <param name="Suspected">Suspected rows among those looked at; <see langword="null"/> when it did not run.</param>
/// <param name="Rows">The first suspected rows, counted from 1 below the header.</param>
/// <param name="Findings">Words for what was found, for example a value that decides the label.</param>
/// <param name="Reason">Why it did not run, or what it means.</param>
public sealed record PoisoningScreen(
    string Screen,
    RobustnessVerdict Verdict,
    Proportion? Suspected,
    IReadOnlyList<int> Rows,
    IReadOnlyList<string> Findings,
    string? Reason
);

/// <summary>Robustness of a model and of the data behind it.</summary>
/// <param name="Evasion">Evasion.</param>
/// <param name="Poisoning">Screens of the data.</param>
public sealed record RobustnessResult(EvasionResult Evasion, IReadOnlyList<PoisoningScreen> Poisoning)
{
    private static readonly RobustnessVerdict[] s_worstFirst =
    [
        RobustnessVerdict.Fail,
        RobustnessVerdict.Warn,
        RobustnessVerdict.InsufficientData,
        RobustnessVerdict.Ok,
    ];

    /// <summary>Searches for adversarial rows; <see langword="null"/> when none was asked for.</summary>
    public AttackResult? Attack { get; init; }

    /// <summary>The worst verdict of what ran; not run when nothing did.</summary>
    public RobustnessVerdict Verdict
    {
        get
        {
            var all = Poisoning
                .Select(p => p.Verdict)
                .Append(Evasion.Verdict)
                .Append(Attack?.Verdict ?? RobustnessVerdict.NotRun)
                .ToArray();
            return s_worstFirst.Where(all.Contains).DefaultIfEmpty(RobustnessVerdict.NotRun).First();
        }
    }
}
