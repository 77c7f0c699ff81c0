using Governance.Localisation;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>How the review page names gates and their results.</summary>
internal static class GateText
{
    /// <summary>True when this result keeps the gate shut.</summary>
    public static bool Blocks(this RuleView rule) => rule.Blocking && rule.Outcome is ("fail" or "error");

    /// <summary>Colour and words of a result.</summary>
    public static (Tone Tone, string Text) Result(RuleView rule) =>
        rule.Outcome switch
        {
            "pass" => (Tone.Pass, "Passed"),
            "waived" => (Tone.Waive, "Waived"),
            "not_applicable" => (Tone.Idle, "Not applicable"),
            "error" => (rule.Blocking ? Tone.Fail : Tone.Warn, "Could not be evaluated"),
            "fail" when rule.Blocking => (Tone.Fail, "Failed, blocking"),
            "fail" when rule.IsDryRun => (Tone.Idle, "Failed, dry run"),
            "fail" => (Tone.Warn, "Failed, advisory"),
            _ => (Tone.Idle, "Pending"),
        };

    /// <summary>The name of a gate.</summary>
    public static Wording Name(RuleView rule) => RuleNames.Of(rule.Type, rule.AskedText?.Statements, rule.Rule);

    /// <summary>What blocks first, what passed last.</summary>
    public static int Rank(RuleView rule) =>
        rule.Outcome switch
        {
            "fail" when rule.Blocking => 0,
            "error" when rule.Blocking => 1,
            "fail" => 2,
            "error" => 3,
            "waived" => 4,
            "pass" => 6,
            "not_applicable" => 7,
            _ => 5,
        };

    /// <summary>How many passed, were waived, failed. Policies that are only tried out decide nothing and are not counted.</summary>
    public static GateCounts Count(IReadOnlyList<RuleView> rules)
    {
        var deciding = rules.Where(r => !r.IsDryRun).ToList();
        return new(
            deciding.Count(r => r.Outcome == "pass"),
            deciding.Count(r => r.Outcome == "waived"),
            deciding.Count(r => r.Outcome is ("fail" or "error") && !r.Blocking),
            deciding.Count(r => r.Outcome is ("fail" or "error") && r.Blocking)
        );
    }
}
