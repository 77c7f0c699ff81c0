using Governance.Policies;
using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>One line that says what a policy looks at, for a list.</summary>
internal static class PolicySummary
{
    private const int Named = 3;

    /// <summary>The first measures, and how many more there are.</summary>
    public static Phrase Of(PolicyDocument policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var measures = policy.Rules.Select(rule => RuleWords.Of(rule).Measure).DistinctBy(measure => measure.Say()).ToList();
        // One of them may be a list itself.
        Func<string> named = () => string.Join("; ", measures.Take(Named).Select(measure => measure.Say()));
        Func<string> more = () => Formats.Count(measures.Count - Named);
        return measures.Count > Named ? new("{0} and {1} more", named, more) : new("{0}", named);
    }
}
