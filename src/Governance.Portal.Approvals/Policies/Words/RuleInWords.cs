using Governance.Policies;

namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>A rule as people read it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Measure">What it looks at, such as a metric.</param>
/// <param name="Limit">What that has to be.</param>
/// <param name="Conditions">How it is measured, and what else has to hold.</param>
internal sealed record RuleInWords(PolicyRule Rule, Phrase Measure, Phrase Limit, IReadOnlyList<Phrase> Conditions)
{
    /// <summary>Measure and limit in one line.</summary>
    public string Line => $"{Measure}: {Limit}";

    /// <summary>How grave a failure is.</summary>
    public Phrase Severity =>
        new(
            Rule.Severity switch
            {
                RuleSeverity.Critical => "Critical",
                RuleSeverity.High => "High",
                RuleSeverity.Medium => "Medium",
                RuleSeverity.Low => "Low",
            }
        );

    /// <summary>Whether a failure can be waived, and by whom.</summary>
    public Phrase Waiver =>
        new(
            !Rule.Waivable ? "Not possible"
            : Rule.Severity is RuleSeverity.Critical ? "By a risk officer and a security approver together"
            : "By a risk officer or a security approver"
        );

    /// <summary>What follows in a policy when the rule is not met.</summary>
    public Phrase Effect(PolicyMode mode) =>
        new(
            mode switch
            {
                PolicyMode.Warn => "Warns",
                PolicyMode.DryRun => "Recorded only",
                PolicyMode.Enforce => Rule.Severity is RuleSeverity.Low ? "Advisory" : "Blocks promotion",
            }
        );
}
