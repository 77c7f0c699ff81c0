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
        var expected = Sentence.Joined(
            ", ",
            Sentence.Of(
                "independence.asked",
                $"{RuleContext.Listed(kinds)} filed by neither the developer nor the requester",
                ("kinds", Values.Terms(StatementTerms.EvidenceKind, kinds))
            ),
            context.AgeLimit
        );
        if (input.Version.Developers is not { } developers)
        {
            return Finding.Error(
                Sentence.Of(
                    "independence.developer-unknown",
                    "It is not known who developed this version: the input does not say so. Evaluate an input with version.developers."
                ),
                expected,
                Sentence.NotKnown
            );
        }

        if (input.RequestedBy.Count == 0)
        {
            return Finding.Error(PeopleRules.RequesterUnknown, expected, Sentence.NotKnown);
        }

        var wrong = new List<Sentence>();
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
                Sentence.Of(
                    "independence.no-developer",
                    "No person is known to have developed this version. "
                        + "Register a new one with an account, or with an API key that has an owner."
                )
            );
        }

        var actual = judged.Count == 0 ? Sentence.None : Sentence.Joined(", ", judged.Select(Filed));
        return (
            wrong.Count == 0
                ? Finding.Pass(
                    Sentence.Of(
                        "independence.met",
                        $"All evidence asked for is independent: {RuleContext.Listed(judged.Select(e => e.Id))}.",
                        ("records", Values.Ids(judged.Select(e => e.Id), int.MaxValue))
                    ),
                    expected,
                    actual
                )
                : Finding.Fail(Sentence.Joined(" ", wrong), expected, actual)
        ).From(judged);
    }

    // A sentence each that starts with the id of the evidence and ends with what to do. What someone independent attested is independent,
    // anyone who filed it; who filed it attests for themselves.
    private static Sentence? WhyNotIndependent(GateEvidence evidence, IReadOnlyList<string> developers, IReadOnlyList<string> requesters)
    {
        var filers = evidence.FiledBy ?? [];
        if (evidence.AttestedBy.Except(filers.Concat(developers).Concat(requesters), StringComparer.Ordinal).Any())
        {
            return null;
        }

        var (id, kind) = (("evidence", Values.Id(evidence.Id)), ("kind", Values.Term(StatementTerms.EvidenceKind, evidence.Kind)));
        if (filers.Count == 0)
        {
            return Sentence.Of(
                "independence.no-filer",
                $"{evidence.Id} was filed by no known person. "
                    + $"Have somebody else file {evidence.Kind} evidence with an account, or with an API key that has an owner.",
                id,
                kind
            );
        }

        if (filers.Intersect(developers, StringComparer.Ordinal).ToList() is { Count: > 0 } made)
        {
            return Sentence.Of(
                "independence.developer",
                $"{evidence.Id} was filed by {RuleContext.Listed(made)}, who developed this version. "
                    + $"Have somebody else file {evidence.Kind} evidence.",
                id,
                kind,
                ("people", Values.People(made))
            );
        }

        return filers.Intersect(requesters, StringComparer.Ordinal).ToList() is { Count: > 0 } asks
            ? Sentence.Of(
                "independence.requester",
                $"{evidence.Id} was filed by {RuleContext.Listed(asks)}, who asks for this promotion. "
                    + $"Have somebody else file {evidence.Kind} evidence or request the promotion.",
                id,
                kind,
                ("people", Values.People(asks))
            )
            : null;
    }

    private static Sentence Filed(GateEvidence evidence) =>
        Sentence.Of(
            "independence.seen",
            $"{evidence.Id} ({evidence.Kind}, {People(evidence.FiledBy ?? [])}"
                + (evidence.AttestedBy.Count == 0 ? ")" : $", attested by {People(evidence.AttestedBy)})"),
            ("evidence", Values.Id(evidence.Id)),
            ("kind", Values.Term(StatementTerms.EvidenceKind, evidence.Kind)),
            ("people", Values.People((evidence.FiledBy ?? []).Order(StringComparer.Ordinal))),
            ("attestors", Values.People(evidence.AttestedBy.Order(StringComparer.Ordinal)))
        );

    private static string People(IReadOnlyList<string> people) =>
        people.Count == 0 ? "–" : string.Join(" + ", people.Order(StringComparer.Ordinal));
}
