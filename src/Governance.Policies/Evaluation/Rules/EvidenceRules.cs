namespace Governance.Policies;

internal static class EvidenceRules
{
    public static Finding EvidenceRequired(RuleContext context)
    {
        var days = context.Parameters.Integer("maxAgeDays");
        var kinds = context.Parameters.List("kinds");
        var binding = new EvidenceBinding(context.Input, context.Parameters.List("boundTo"));
        var expected = RuleContext.Listed(new[] { RuleContext.Listed(kinds), context.AgeLimit }.OfType<string>().Concat(binding.Expected));
        var used = new List<GateEvidence>();
        var missing = new List<string>();
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

        var actual =
            used.Count == 0
                ? "none"
                : RuleContext.Listed(used.Select(evidence => $"{evidence.Id} ({evidence.Kind}, {AgeOf(evidence, context.Input)})"));
        return (
            missing.Count == 0
                ? Finding.Pass(
                    $"All evidence asked for is there: {RuleContext.Listed(used.Select(evidence => evidence.Id))}.",
                    expected,
                    actual
                )
                : Finding.Fail(string.Join(" ", missing), expected, actual)
        ).From(used);

        string? Unbound(GateEvidence evidence) => lacking is null ? binding.WhyNot(evidence) : null;
    }

    public static Finding ExplainabilityRequired(RuleContext context)
    {
        var days = context.Parameters.Integer("maxAgeDays");
        var methods = context.Parameters.List("methods");
        var scope = context.Parameters.Text("scope");
        var expected = string.Join(
            ", ",
            new[]
            {
                methods.Count == 0 ? "any method" : $"one of {string.Join(", ", methods)}",
                scope is null ? null : scope + " scope",
                context.AgeLimit,
            }.OfType<string>()
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
                    $"{found.Id} explains the model with {RuleContext.Listed(found.Facts.Explainability!.Methods)}.",
                    expected,
                    Described(found)
                )
                .From(found)
            : Finding
                .Fail(
                    $"{counting[0].Id} does not name the method or scope asked for. Add explainability evidence with {expected}.",
                    expected,
                    Described(counting[0])
                )
                .From(counting[0]);

        static string Described(GateEvidence evidence) =>
            evidence.Facts.Explainability is { } facts ? $"methods: {Or(facts.Methods)}; scope: {Or(facts.Scopes)}" : "names no methods";
    }

    public static Finding FairnessAudit(RuleContext context)
    {
        var attributes = context.Parameters.List("protectedAttributes");
        var method = context.Parameters.Text("method");
        var expected = string.Join(
            ", ",
            new[]
            {
                "a fairness report",
                attributes.Count == 0 ? null : $"covering {string.Join(" and ", attributes)}",
                method is null ? null : $"by method {method}",
                context.AgeLimit,
            }.OfType<string>()
        );
        var (evidence, missing) = context.Evidence.Newest("fairness", context.Parameters.Integer("maxAgeDays"), expected);
        if (evidence is null)
        {
            return missing;
        }

        if (evidence.Facts.Fairness is not { } facts || facts.Attributes.Count == 0)
        {
            return Finding
                .Error($"{evidence.Id} names no audited attributes. Add the JSON report of a fairness analysis.", expected, "no attributes")
                .From(evidence);
        }

        var audited = facts.Attributes.Select(attribute => attribute.Name).ToList();
        var left = attributes.Where(name => !audited.Contains(name, StringComparer.Ordinal)).ToList();
        var actual = $"{RuleContext.Listed(audited)}{(facts.Method is null ? string.Empty : $"; method {facts.Method}")}";
        if (left.Count > 0)
        {
            return Finding
                .Fail($"{evidence.Id} does not cover {RuleContext.Listed(left)}. Repeat the audit with these attributes.", expected, actual)
                .From(evidence);
        }

        return method is not null && !string.Equals(method, facts.Method, StringComparison.OrdinalIgnoreCase)
            ? Finding.Fail($"{evidence.Id} was not made by method {method}. Repeat the audit.", expected, actual).From(evidence)
            : Finding.Pass($"{evidence.Id} audits {RuleContext.Listed(audited)}.", expected, actual).From(evidence);
    }

    public static Finding ModelCardRequired(RuleContext context)
    {
        var sections = context.Parameters.List("sections");
        var expected = sections.Count == 0 ? "a model card" : $"a model card with {string.Join(", ", sections)}";
        var (evidence, missing) = context.Evidence.Newest("model-card", null, expected);
        if (evidence is null)
        {
            return missing;
        }

        var filled = evidence.Facts.CardSections ?? [];
        var left = sections.Where(section => !filled.Contains(section, StringComparer.OrdinalIgnoreCase)).ToList();
        return left.Count == 0
            ? Finding.Pass($"{evidence.Id} is the model card.", expected, Or(filled)).From(evidence)
            : Finding
                .Fail($"The model card {evidence.Id} lacks {RuleContext.Listed(left)}. Fill these sections in.", expected, Or(filled))
                .From(evidence);
    }

    private static string Or(IReadOnlyList<string> words) => words.Count == 0 ? "none" : string.Join(", ", words);

    private static string AgeOf(GateEvidence evidence, GateInput input) =>
        Instant.DaysBetween(evidence.ProducedAt, input.At) switch
        {
            < 0 => "in the future",
            1 => "1 day old",
            var days => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{days} days old"),
        };
}
