namespace Governance.Reporting.Approvals;

/// <summary>What of a gate run decided, and what was only tried out.</summary>
internal static class ApprovalGate
{
    /// <summary>Results of the policies in force, what blocks first and what passed last.</summary>
    public static IReadOnlyList<RuleResultFacts> Deciding(GateRunFacts gate) => [.. gate.Results.Where(r => !r.IsDryRun).OrderBy(Rank)];

    /// <summary>Results of policies in dry run, in the same order.</summary>
    public static IReadOnlyList<RuleResultFacts> Trials(GateRunFacts gate) => [.. gate.Results.Where(r => r.IsDryRun).OrderBy(Rank)];

    /// <summary>Policies that decide before those that are tried out.</summary>
    public static IEnumerable<PolicyFacts> InForceFirst(GateRunFacts gate) =>
        gate.Policies.OrderBy(p =>
            p.Mode switch
            {
                "enforce" => 0,
                "warn" => 1,
                _ => 2,
            }
        );

    /// <summary>Whether a rule is not met, or could not be asked.</summary>
    public static bool IsUnmet(RuleResultFacts result) => result.Outcome is "fail" or "warn" or "error";

    private static int Rank(RuleResultFacts result) =>
        result.Outcome switch
        {
            "fail" when result.Blocking => 0,
            "error" when result.Blocking => 1,
            "fail" or "warn" => 2,
            "error" => 3,
            "waived" => 4,
            "pass" => 5,
            _ => 6,
        };
}
