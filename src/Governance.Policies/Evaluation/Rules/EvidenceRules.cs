namespace Governance.Policies;

internal static class EvidenceRules
{
    public static Finding EvidenceRequired(RuleContext context)
    {
        var days = context.Parameters.Integer("maxAgeDays");
        var kinds = context.Parameters.List("kinds");
        var binding = new EvidenceBinding(context.Input, context.Parameters.List("boundTo"));
        var expected = Sentence.Joined(
            ", ",
            [
                Sentence.Of("evidence.asked", RuleContext.Listed(kinds), ("kinds", Values.Terms(StatementTerms.EvidenceKind, kinds))),
                context.AgeLimit,
                .. binding.Expected,
            ]
        );
        var used = new List<GateEvidence>();
        var missing = new List<Sentence>();
        var lacking = binding.Lacking;
        if (lacking is not null)
        {
            missing.Add(lacking);
        }

        // What the version lacks is said once, not of each report.
        var choice = lacking is null ? context.Evidence : new EvidenceChoice(context.Input, RequiredBinding.None);
        foreach (var kind in kinds)
        {
            var all = choice.OfKind(kind).ToList();
            var found = all.Find(evidence => choice.Counts(evidence, days) && Unbound(evidence) is null);
            if (found is not null)
            {
                used.Add(found);
                continue;
            }

            missing.Add((all.Count == 0 ? null : Unbound(all[0])) ?? choice.Missing(kind, all, days));
            used.AddRange(all.Take(1));
        }

        var actual = used.Count == 0 ? Sentence.None : Sentence.Joined(", ", used.Select(evidence => Seen(evidence, context.Input)));
        return (
            missing.Count == 0
                ? Finding.Pass(
                    Sentence.Of(
                        "evidence.met",
                        $"All evidence asked for is there: {RuleContext.Listed(used.Select(evidence => evidence.Id))}.",
                        ("records", Values.Ids(used.Select(evidence => evidence.Id), int.MaxValue))
                    ),
                    expected,
                    actual
                )
                : Finding.Fail(Sentence.Joined(" ", missing), expected, actual)
        ).From(used);

        Sentence? Unbound(GateEvidence evidence) => lacking is null ? binding.WhyNot(evidence) : null;
    }

    public static Finding ExplainabilityRequired(RuleContext context)
    {
        var days = context.Parameters.Integer("maxAgeDays");
        var methods = context.Parameters.List("methods");
        var scope = context.Parameters.Text("scope");
        var expected = Sentence.Joined(
            ", ",
            methods.Count == 0
                ? Sentence.Of("explanation.asked-any", "any method")
                : Sentence.Of(
                    "explanation.asked-methods",
                    $"one of {string.Join(", ", methods)}",
                    ("methods", Values.Terms(StatementTerms.ExplanationMethod, methods))
                ),
            scope is null
                ? null
                : Sentence.Of("explanation.asked-scope", scope + " scope", ("scope", Values.Term(StatementTerms.ExplanationScope, scope))),
            context.AgeLimit
        );
        var counting = context.Evidence.OfKind("explainability").Where(evidence => context.Evidence.Counts(evidence, days)).ToList();
        if (counting.Count == 0)
        {
            return context.Evidence.Newest("explainability", days, expected).Missing;
        }

        var found = counting.Find(evidence =>
            evidence.Facts.Explainability is { } facts
            && (
                methods.Count == 0
                    ? facts.Methods.Count > 0
                    : facts.Methods.Any(method => methods.Contains(method, StringComparer.OrdinalIgnoreCase))
            )
            && (scope is null || facts.Scopes.Contains(scope, StringComparer.Ordinal))
        );
        return found is not null
            ? Finding
                .Pass(
                    Sentence.Of(
                        "explanation.met",
                        $"{found.Id} explains the model with {RuleContext.Listed(found.Facts.Explainability!.Methods)}.",
                        ("evidence", Values.Id(found.Id)),
                        ("methods", Methods(found.Facts.Explainability!))
                    ),
                    expected,
                    Described(found)
                )
                .From(found)
            : Finding
                .Fail(
                    Sentence.Of(
                        "explanation.unmet",
                        $"{counting[0].Id} does not name the method or scope asked for. "
                            + $"Add explainability evidence with {expected.Frozen}.",
                        ("evidence", Values.Id(counting[0].Id))
                    ),
                    expected,
                    Described(counting[0])
                )
                .From(counting[0]);

        static Sentence Described(GateEvidence evidence) =>
            evidence.Facts.Explainability is { } facts
                ? Sentence.Joined(
                    "; ",
                    facts.Methods.Count == 0
                        ? Sentence.Of("explanation.seen-no-methods", "methods: none")
                        : Sentence.Of("explanation.seen-methods", $"methods: {Or(facts.Methods)}", ("methods", Methods(facts))),
                    facts.Scopes.Count == 0
                        ? Sentence.Of("explanation.seen-no-scope", "scope: none")
                        : Sentence.Of(
                            "explanation.seen-scopes",
                            $"scope: {Or(facts.Scopes)}",
                            ("scopes", Values.Terms(StatementTerms.ExplanationScope, facts.Scopes))
                        )
                )
                : Sentence.Of("explanation.seen-no-methods", "names no methods");

        // A report may name a method that no policy can.
        static StatementValue? Methods(ExplainabilityFacts facts) => Values.Terms(StatementTerms.ExplanationMethod, facts.Methods, 20);
    }

    public static Finding FairnessAudit(RuleContext context)
    {
        var attributes = context.Parameters.List("protectedAttributes");
        var method = context.Parameters.Text("method");
        var expected = Sentence.Joined(
            ", ",
            Sentence.Of(
                "fairness.asked",
                string.Join(
                    ", ",
                    new[]
                    {
                        "a fairness report",
                        attributes.Count == 0 ? null : $"covering {string.Join(" and ", attributes)}",
                        method is null ? null : $"by method {method}",
                    }.OfType<string>()
                ),
                ("attributes", Values.Names(attributes, int.MaxValue)),
                ("method", Values.Name(method))
            ),
            context.AgeLimit
        );
        var (evidence, missing) = context.Evidence.Newest("fairness", context.Parameters.Integer("maxAgeDays"), expected);
        if (evidence is null)
        {
            return missing;
        }

        if (evidence.Facts.Fairness is not { } facts || facts.Attributes.Count == 0)
        {
            return Finding
                .Error(
                    Sentence.Of(
                        "fairness.no-attributes",
                        $"{evidence.Id} names no audited attributes. Add the JSON report of a fairness analysis.",
                        ("evidence", Values.Id(evidence.Id))
                    ),
                    expected,
                    Sentence.Of("fairness.seen-none", "no attributes")
                )
                .From(evidence);
        }

        var audited = facts.Attributes.Select(attribute => attribute.Name).ToList();
        var left = attributes.Where(name => !audited.Contains(name, StringComparer.Ordinal)).ToList();
        var id = ("evidence", Values.Id(evidence.Id));
        var all = ("attributes", Values.Names(audited, 50));
        var actual = Sentence.Of(
            "fairness.seen",
            $"{RuleContext.Listed(audited)}{(facts.Method is null ? string.Empty : $"; method {facts.Method}")}",
            all,
            ("method", Values.Name(facts.Method))
        );
        if (left.Count > 0)
        {
            return Finding
                .Fail(
                    Sentence.Of(
                        "fairness.uncovered",
                        $"{evidence.Id} does not cover {RuleContext.Listed(left)}. Repeat the audit with these attributes.",
                        id,
                        ("attributes", Values.Names(left, int.MaxValue))
                    ),
                    expected,
                    actual
                )
                .From(evidence);
        }

        return method is not null && !string.Equals(method, facts.Method, StringComparison.OrdinalIgnoreCase)
            ? Finding
                .Fail(
                    Sentence.Of(
                        "fairness.method",
                        $"{evidence.Id} was not made by method {method}. Repeat the audit.",
                        id,
                        ("method", Values.Name(method))
                    ),
                    expected,
                    actual
                )
                .From(evidence)
            : Finding
                .Pass(Sentence.Of("fairness.met", $"{evidence.Id} audits {RuleContext.Listed(audited)}.", id, all), expected, actual)
                .From(evidence);
    }

    public static Finding ModelCardRequired(RuleContext context)
    {
        var sections = context.Parameters.List("sections");
        var expected = Sentence.Of(
            "card.asked",
            sections.Count == 0 ? "a model card" : $"a model card with {string.Join(", ", sections)}",
            ("sections", Values.Terms(StatementTerms.CardSection, sections))
        );
        var (evidence, missing) = context.Evidence.Newest("model-card", null, expected);
        if (evidence is null)
        {
            return missing;
        }

        var filled = evidence.Facts.CardSections ?? [];
        var left = sections.Where(section => !filled.Contains(section, StringComparer.OrdinalIgnoreCase)).ToList();
        var id = ("evidence", Values.Id(evidence.Id));
        var actual =
            filled.Count == 0
                ? Sentence.None
                : Sentence.Of("card.seen", Or(filled), ("sections", Values.Terms(StatementTerms.CardSection, filled)));
        return left.Count == 0
            ? Finding.Pass(Sentence.Of("card.met", $"{evidence.Id} is the model card.", id), expected, actual).From(evidence)
            : Finding
                .Fail(
                    Sentence.Of(
                        "card.incomplete",
                        $"The model card {evidence.Id} lacks {RuleContext.Listed(left)}. Fill these sections in.",
                        id,
                        ("sections", Values.Terms(StatementTerms.CardSection, left))
                    ),
                    expected,
                    actual
                )
                .From(evidence);
    }

    private static string Or(IReadOnlyList<string> words) => words.Count == 0 ? "none" : string.Join(", ", words);

    private static Sentence Seen(GateEvidence evidence, GateInput input)
    {
        var (id, kind) = (("evidence", Values.Id(evidence.Id)), ("kind", Values.Term(StatementTerms.EvidenceKind, evidence.Kind)));
        var days = Instant.DaysBetween(evidence.ProducedAt, input.At);
        var age = days switch
        {
            < 0 => "in the future",
            1 => "1 day old",
            _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{days} days old"),
        };
        var frozen = $"{evidence.Id} ({evidence.Kind}, {age})";
        return days < 0
            ? Sentence.Of("evidence.seen-future", frozen, id, kind)
            : Sentence.Of("evidence.seen", frozen, id, kind, ("age", Values.Days(days)));
    }
}
