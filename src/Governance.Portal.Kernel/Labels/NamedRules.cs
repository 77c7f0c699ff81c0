using Governance.Domain.Gates;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Rules in words, each name with its ids behind it, said in the language of who reads them.</summary>
public sealed class NamedRules
{
    private readonly List<(Wording? Name, string Rule)> _rules;
    private readonly int _most;

    /// <summary>Names some rules.</summary>
    /// <param name="rules">Their names, null where the id is all that is known, and their ids; each id counts once.</param>
    /// <param name="most">How many are named; of the others their number is said.</param>
    public NamedRules(IEnumerable<(Wording? Name, string Rule)> rules, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(rules);
        (_rules, _most) = ([.. rules.DistinctBy(r => r.Rule, StringComparer.Ordinal)], most);
    }

    /// <summary>Those of findings about a deployment.</summary>
    /// <param name="findings">What it does not meet.</param>
    /// <param name="most">How many are named.</param>
    public static NamedRules Of(IEnumerable<PostureFinding> findings, int most = int.MaxValue) =>
        new(findings.Select(f => (RuleNames.Of(f.Rule, f.Statements), f.Rule)), most);

    /// <summary>Those of a gate's results.</summary>
    /// <param name="results">What the rules answered.</param>
    /// <param name="most">How many are named.</param>
    public static NamedRules Of(IEnumerable<RuleResult> results, int most = int.MaxValue) =>
        new(results.Select(r => ((Wording?)RuleNames.Of(r.Type, r.Asked, r.RuleId), r.RuleId)), most);

    /// <summary>"Fairness audit (BIAS-01, BIAS-02), Rollback plan (ROLL-01), 3 more".</summary>
    public override string ToString()
    {
        var named = _rules
            .Take(_most)
            .Select(r => (Name: r.Name?.ToString(), r.Rule))
            .GroupBy(r => r.Name == r.Rule ? null : r.Name, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Rules: string.Join(", ", g.Select(r => r.Rule))))
            .Select(g => g.Name is null ? g.Rules : $"{g.Name} ({g.Rules})");
        // The number stays with its word.
        var more = _rules.Count > _most ? [T["{0} more", Formats.Count(_rules.Count - _most)].Replace(' ', '\u00A0')] : (string[])[];
        return string.Join(", ", named.Concat(more));
    }
}
