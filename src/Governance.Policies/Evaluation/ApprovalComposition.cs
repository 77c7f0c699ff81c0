namespace Governance.Policies;

/// <summary>Composes the sign-offs a promotion needs: union of roles, least number of days.</summary>
internal static class ApprovalComposition
{
    public static RequiredApprovals Compose(IReadOnlyList<PolicyDocument> applied, GateInput input)
    {
        // A policy that blocks nothing can ask for no signature either.
        var asked = applied
            .Where(policy => policy.Mode == PolicyMode.Enforce)
            .Select(policy => policy.Approvals)
            .OfType<PolicyApprovals>()
            .ToList();
        var roles = asked
            .SelectMany(approvals => approvals.Roles)
            .Where(role =>
                role.RiskClasses is null
                || input.Model.RiskClass is null
                || role.RiskClasses.Contains(input.Model.RiskClass, StringComparer.Ordinal)
            )
            .Select(role => role.Role)
            .Concat(Baseline(input.To))
            .Concat(OfExplanation(applied, input))
            .ToHashSet(StringComparer.Ordinal);
        return new(
            [.. PolicyVocabulary.SignOffRoles.Where(roles.Contains)],
            asked.Select(approvals => approvals.MaxAgeDays).DefaultIfEmpty(PolicyApprovals.DefaultDays).Min(),
            asked.Select(approvals => approvals.OpenDays).DefaultIfEmpty(PolicyApprovals.DefaultDays).Min()
        )
        {
            MakersMaySign = MakersMaySign(applied, input),
            SoonAfterResetHours = Enforcing(applied)
                .Select(policy => policy.Approvals?.SoonAfterResetHours ?? PolicyApprovals.DefaultSoonAfterResetHours)
                .DefaultIfEmpty(PolicyApprovals.DefaultSoonAfterResetHours)
                .Max(),
        };
    }

    // A reason in place of a way back counts because the owner signs the bundle that names it.
    private static IReadOnlyList<string> OfExplanation(IReadOnlyList<PolicyDocument> applied, GateInput input) =>
        input is { Rollback: null, NoRollback.IsExplained: true }
        && applied.Any(policy =>
            policy.Mode == PolicyMode.Enforce
            && policy.Rules.Any(rule => rule.Type == "rollback_plan" && rule.Parameters.Has("firstVersion"))
        )
            ? ["owner"]
            : [];

    // The strictest policy decides: one that says nothing of it forbids it. The built-in one leaves it to the others.
    private static bool MakersMaySign(IReadOnlyList<PolicyDocument> applied, GateInput input) =>
        Enforcing(applied) is { Count: > 0 } enforcing
        && enforcing.TrueForAll(policy => input.Model.RiskClass is { } risk && policy.MakersMaySign.Contains(risk, StringComparer.Ordinal));

    private static List<PolicyDocument> Enforcing(IReadOnlyList<PolicyDocument> applied) =>
        [.. applied.Where(policy => policy.Mode == PolicyMode.Enforce && policy.Name != PolicyDocument.BaselineName)];

    /// <summary>What no policy can drop.</summary>
    private static IReadOnlyList<string> Baseline(string target) =>
        target switch
        {
            "production" => PolicyVocabulary.SignOffRoles,
            "retired" => ["owner"],
            _ => [],
        };
}
