namespace Governance.Policies;

/// <summary>
/// <c>independent_validation</c>: the newest evidence of each kind was filed, or attested with a signature, by a person who neither
/// developed the version nor requests its promotion.
/// </summary>
internal static class IndependenceRule
{
    /// <summary>The kinds it is about.</summary>
    public static IReadOnlyList<string> KindsOf(RuleParameters parameters) =>
        parameters.List("kinds") is { Count: > 0 } asked ? asked : ["validation", "fairness", "robustness"];

    public static Finding Evaluate(RuleContext context)
    {
        var input = context.Input;
        var days = context.Parameters.Integer("maxAgeDays");
        var kinds = KindsOf(context.Parameters);
        var expected =
            $"{RuleContext.Listed(kinds)} filed by neither the developer nor the requester"
            + (context.AgeLimit is { } limit ? $", {limit}" : string.Empty);
        if (input.Version.Developers is not { } developers)
        {
            return Finding.Error(
                "It is not known who developed this version: the input does not say so. Evaluate an input with version.developers.",
                expected,
                "not known"
            );
        }

        if (input.RequestedBy.Count == 0)
        {
            return Finding.Error(
                "It is not known who asks for this promotion. Have a person with an account request it.",
                expected,
                "not known"
            );
        }

        var wrong = new List<string>();
        var judged = new List<GateEvidence>();
        foreach (var kind in kinds)
        {
            var all = context.Evidence.OfKind(kind).ToList();
            // Of what counts the newest alone: it is what every other rule reads its figures from.
            var newest = all.Find(evidence => context.Evidence.Counts(evidence, days));
            if (newest is null)
            {
                wrong.Add(context.Evidence.Missing(kind, all, days));
                judged.AddRange(all.Take(1));
                continue;
            }

            judged.Add(newest);
            if (WhyNotIndependent(newest, developers, input.RequestedBy) is { } reason)
            {
                wrong.Add(reason);
            }
        }

        if (developers.Count == 0)
        {
            wrong.Insert(
                0,
                "No person is known to have developed this version. "
                    + "Register a new one with an account, or with an API key that has an owner."
            );
        }

        var actual = judged.Count == 0 ? "none" : RuleContext.Listed(judged.Select(Filed));
        return (
            wrong.Count == 0
                ? Finding.Pass($"All evidence asked for is independent: {RuleContext.Listed(judged.Select(e => e.Id))}.", expected, actual)
                : Finding.Fail(string.Join(" ", wrong), expected, actual)
        ).From(judged);
    }

    // A sentence each that starts with the id of the evidence and ends with what to do. What someone independent attested is independent,
    // anyone who filed it; who filed it attests for themselves.
    private static string? WhyNotIndependent(GateEvidence evidence, IReadOnlyList<string> developers, IReadOnlyList<string> requesters)
    {
        var filers = evidence.FiledBy ?? [];
        if (evidence.AttestedBy.Except(filers.Concat(developers).Concat(requesters), StringComparer.Ordinal).Any())
        {
            return null;
        }

        if (filers.Count == 0)
        {
            return $"{evidence.Id} was filed by no known person. "
                + $"Have somebody else file {evidence.Kind} evidence with an account, or with an API key that has an owner.";
        }

        if (filers.Intersect(developers, StringComparer.Ordinal).ToList() is { Count: > 0 } made)
        {
            return $"{evidence.Id} was filed by {RuleContext.Listed(made)}, who developed this version. "
                + $"Have somebody else file {evidence.Kind} evidence.";
        }

        return filers.Intersect(requesters, StringComparer.Ordinal).ToList() is { Count: > 0 } asks
            ? $"{evidence.Id} was filed by {RuleContext.Listed(asks)}, who asks for this promotion. "
                + $"Have somebody else file {evidence.Kind} evidence or request the promotion."
            : null;
    }

    private static string Filed(GateEvidence evidence) =>
        $"{evidence.Id} ({evidence.Kind}, {People(evidence.FiledBy ?? [])}"
        + (evidence.AttestedBy.Count == 0 ? ")" : $", attested by {People(evidence.AttestedBy)})");

    private static string People(IReadOnlyList<string> people) =>
        people.Count == 0 ? "–" : string.Join(" + ", people.Order(StringComparer.Ordinal));
}
