namespace Governance.Domain.Gates;

/// <summary>Refusals about how deployments stand to the policies.</summary>
public static class PostureRefusals
{
    /// <summary>A version that runs has failed a policy for longer than the policy allows.</summary>
    public static Refusal PermitsEnded { get; } =
        new("posture.permits-ended", "This version has been out of policy for longer than its policy allows.", RefusalKind.Conflict);

    /// <summary>A filter that names no state.</summary>
    public static Refusal StateUnknown { get; } = Refusal.Field("posture.state-unknown", "state", "A state is one of in, warning, out.");

    /// <summary>The same, with the rules and times of one deployment.</summary>
    public static Refusal OverIn(Posture posture, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(posture);
        var rules = string.Join(
            ", ",
            posture.Findings.Where(f => f.EndsPermits && f.IsOverdue(now)).OrderBy(f => f.Number).Select(f => $"{f.Rule} of {f.Policy}")
        );
        return PermitsEnded with
        {
            Message =
                $"{posture.Model}@{posture.Version} in {posture.Environment} has failed {rules} for longer than allowed. "
                + "Bring it back in policy, or deploy another version.",
        };
    }
}
