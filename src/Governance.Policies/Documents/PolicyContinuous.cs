namespace Governance.Policies;

/// <summary>What follows when a version that runs has failed a policy for longer than it allows.</summary>
public enum ContinuousStep
{
    /// <summary>An alert asks the model's owner to act.</summary>
    Alert,

    /// <summary>An alert, and no new permit for the version until it meets the policy again.</summary>
    BlockPermits,

    /// <summary>An alert, and no new permit until it meets the policy again or a review says that the version stays.</summary>
    RequireReview,
}

/// <summary>How a policy is kept after the approval (<c>spec.continuous</c>).</summary>
/// <param name="Grace">
/// Time in which a failed rule may be put right, by the rule's severity, each from zero to <see cref="MaxGrace"/>.
/// </param>
/// <param name="Then">What follows at its end.</param>
public sealed record PolicyContinuous(IReadOnlyDictionary<RuleSeverity, TimeSpan> Grace, ContinuousStep Then)
{
    /// <summary>The longest grace.</summary>
    public static readonly TimeSpan MaxGrace = TimeSpan.FromDays(365);

    /// <summary>Time in which a failed rule of this severity may be put right; none where the file names no time for it.</summary>
    public TimeSpan GraceOf(RuleSeverity severity) => Grace.GetValueOrDefault(severity);
}
