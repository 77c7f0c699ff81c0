namespace Governance.Domain.Gates;

/// <summary>Refusals about how deployments stand to the policies.</summary>
public static class PostureRefusals
{
    /// <summary>A version that runs has failed a policy for longer than the policy allows.</summary>
    public static Refusal PermitsEnded { get; } =
        new("posture.permits-ended", $"This version has been out of policy for longer than its policy allows.", RefusalKind.Conflict);

    /// <summary>The same, where the policy asks for a review and none since says that the version stays.</summary>
    public static Refusal ReviewMissing { get; } =
        new(
            "posture.review-missing",
            $"This version has been out of policy for longer than its policy allows, and no review since then by anyone who neither "
                + $"answers for the model nor made the version has confirmed it.",
            RefusalKind.Conflict
        );

    /// <summary>A filter that names no state.</summary>
    public static Refusal StateUnknown { get; } =
        Refusal.Field("posture.state-unknown", "state", $"The state must be one of in, warning, out.");

    /// <summary>The same, with the rules and times of one deployment.</summary>
    public static Refusal OverIn(Posture posture, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(posture);
        var over = posture.Findings.Where(f => f.EndsPermits && f.IsOverdue(now)).OrderBy(f => f.Number).ToList();
        var rules = string.Join(", ", over.Select(f => $"{f.Policy}/{f.Rule}"));
        Sentence failed = $"{posture.Model}@{posture.Version} in {posture.Environment} has failed {rules} for longer than allowed";
        return over.TrueForAll(f => f.AsksReview)
            ? ReviewMissing with
            {
                Words =
                    $"{failed}, and no review since then by anyone who neither answers for the model nor made the version has kept or "
                    + $"restricted it. Have a risk officer review it, bring it back in policy, or deploy another version.",
            }
            : PermitsEnded with
            {
                Words = $"{failed}. Bring it back in policy, or deploy another version.",
            };
    }
}
