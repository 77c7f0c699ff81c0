using Governance.Policies;

namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>What differs between two texts of a policy, in words. Rules are told apart by their ids.</summary>
/// <param name="Policy">What differs beside the rules.</param>
/// <param name="Changed">Rules that say something else, in the order of the newer text.</param>
/// <param name="Added">Rules that only the newer text has.</param>
/// <param name="Removed">Rules that only the older text has.</param>
/// <param name="Unchanged">Rules that say the same in both.</param>
internal sealed record PolicyDifference(
    IReadOnlyList<WordChange> Policy,
    IReadOnlyList<ChangedRule> Changed,
    IReadOnlyList<RuleInWords> Added,
    IReadOnlyList<RuleInWords> Removed,
    int Unchanged
)
{
    /// <summary>True when both texts mean the same, whatever their comments and order.</summary>
    public bool IsEmpty => Policy.Count + Changed.Count + Added.Count + Removed.Count == 0;

    /// <summary>Compares two texts.</summary>
    public static PolicyDifference Between(PolicyDocument before, PolicyDocument after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var old = before.Rules.ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        var ids = after.Rules.Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
        var kept = after
            .Rules.Where(rule => old.ContainsKey(rule.Id))
            .Select(rule => new ChangedRule(RuleWords.Of(rule), Changes(RuleWords.Of(old[rule.Id]), RuleWords.Of(rule))))
            .ToList();
        var changed = kept.FindAll(rule => rule.Changes.Count > 0);
        return new(
            Facts(before, after),
            changed,
            [.. after.Rules.Where(rule => !old.ContainsKey(rule.Id)).Select(RuleWords.Of)],
            [.. before.Rules.Where(rule => !ids.Contains(rule.Id)).Select(RuleWords.Of)],
            kept.Count - changed.Count
        );
    }

    private static List<WordChange> Facts(PolicyDocument before, PolicyDocument after)
    {
        var (old, now) = (PolicyWords.Of(before), PolicyWords.Of(after));
        return
        [
            .. old.Concat(now)
                .Select(fact => fact.What)
                .DistinctBy(what => what.Text)
                .Select(what => new WordChange(what, Said(old, what), Said(now, what)))
                .Where(change => change.Before != change.After),
        ];
    }

    private static string? Said(IReadOnlyList<PolicyFact> facts, Phrase what) =>
        facts.FirstOrDefault(fact => fact.What.Text == what.Text)?.Said.Say();

    private static List<WordChange> Changes(RuleInWords before, RuleInWords after)
    {
        List<WordChange> changes = [];
        void Compare(string what, string? old, string? now)
        {
            if (old != now)
            {
                changes.Add(new(new(what), old, now));
            }
        }

        Compare("Measure", before.Measure.Say(), after.Measure.Say());
        Compare("Limit", before.Limit.Say(), after.Limit.Say());
        var (old, now) = (Said(before), Said(after));
        Compare("Details", Listed(old.Except(now, StringComparer.Ordinal)), Listed(now.Except(old, StringComparer.Ordinal)));
        Compare("Severity", before.Severity.Say(), after.Severity.Say());
        if (before.Rule.Waivable != after.Rule.Waivable)
        {
            Compare("Waiver", before.Waiver.Say(), after.Waiver.Say());
        }

        Compare("Legal basis", Listed(before.Rule.Controls), Listed(after.Rule.Controls));
        Compare("Reason", before.Rule.Rationale, after.Rule.Rationale);
        return changes;
    }

    private static List<string> Said(RuleInWords rule) => [.. rule.Conditions.Select(condition => condition.Say())];

    private static string? Listed(IEnumerable<string> words) => string.Join("; ", words) is { Length: > 0 } listed ? listed : null;
}
