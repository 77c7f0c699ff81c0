using System.Globalization;

namespace Governance.Policies;

/// <summary><c>agent_limits</c>: the manifest declares each limit that the rule names, and none is higher.</summary>
internal static class AgentLimitsRule
{
    public static Finding Evaluate(RuleContext context)
    {
        if (context.Input.Agent is not { } agent)
        {
            return AgentRules.NoAgent;
        }

        var limits = agent.Limits;
        var currency = context.Parameters.Text("currency");
        var bounds = new List<Bound>
        {
            new("steps", context.Parameters.Integer("maxSteps"), limits.Steps, null),
            new("seconds", context.Parameters.Integer("maxSeconds"), limits.Seconds, null),
            new("callsPerMinute", context.Parameters.Integer("maxCallsPerMinute"), limits.CallsPerMinute, null),
            new("spend", Money(context.Parameters.Number("maxSpend")), limits.Spend, currency),
        }.FindAll(bound => bound.Most is not null);
        var expected =
            bounds.Count == 0 ? Sentence.Of("limits.asked-none", "no limit") : Sentence.Joined(", ", bounds.Select(bound => bound.Asked));
        var actual = Sentence.Joined(
            ", ",
            bounds
                .Select(bound => bound.Described(bound.Currency is null ? null : limits.Currency))
                .DefaultIfEmpty(Sentence.Of("limits.seen-none", "no limit"))
        );
        var missing = bounds.FindAll(bound => bound.Declared is null);
        var above = bounds.FindAll(bound => bound.Declared > bound.Most && (bound.Currency is null || bound.Currency == limits.Currency));
        var wrong = new List<Sentence>();
        if (missing.Count > 0)
        {
            wrong.Add(
                Sentence.Of(
                    "limits.missing",
                    $"Limits that are missing: {RuleContext.Listed(missing.Select(bound => bound.Name))}. Add them to the manifest.",
                    ("limits", Values.Terms(StatementTerms.AgentLimit, missing.Select(bound => bound.Name)))
                )
            );
        }

        if (above.Count > 0)
        {
            wrong.Add(
                Sentence.Of(
                    "limits.high",
                    $"Limits that are too high: {RuleContext.Listed(above.Select(bound => bound.Compared))}. Lower them in the manifest.",
                    ("limits", Values.List(above, bound => bound.Comparison))
                )
            );
        }

        if (limits.Spend is not null && currency is not null && limits.Currency != currency)
        {
            wrong.Add(
                Sentence.Of(
                    "limits.currency",
                    $"The limit of spending is in {limits.Currency}, and the rule is in {currency}. Give it in {currency}.",
                    ("currency", Values.Id(limits.Currency ?? "–")),
                    ("ruleCurrency", Values.Id(currency))
                )
            );
        }

        return wrong.Count == 0
            ? Finding.Pass(Sentence.Of("limits.met", "Every limit is declared and low enough."), expected, actual)
            : Finding.Fail(Sentence.Joined(" ", wrong), expected, actual);
    }

    private static decimal? Money(double? amount) =>
        amount is { } value ? decimal.Parse(Number.Write(value), NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    private sealed record Bound(string Name, decimal? Most, decimal? Declared, string? Currency)
    {
        public Sentence Asked =>
            Sentence.Of(
                "limits.asked",
                Text($"{Name} <= {Most:0.##########}{Unit(Currency)}"),
                Limit,
                ("amount", Values.Amount(Most, Currency))
            );

        public string Compared => Text($"{Name} {Declared:0.##########}{Unit(Currency)} (<= {Most:0.##########})");

        public StatementValue Comparison =>
            Values.Phrase("limits.compared", Limit, ("amount", Values.Amount(Declared, Currency)), ("most", Values.Amount(Most, Currency)));

        private (string, StatementValue?) Limit => ("agentLimit", Values.Term(StatementTerms.AgentLimit, Name));

        public Sentence Described(string? currency) =>
            Declared is { } declared
                ? Sentence.Of(
                    "limits.seen",
                    Text($"{Name} {declared:0.##########}{Unit(currency)}"),
                    Limit,
                    ("amount", Values.Amount(declared, currency))
                )
                : Sentence.Of("limits.seen-undeclared", $"{Name} –", Limit);

        private static string Unit(string? currency) => currency is null ? string.Empty : $" {currency}";

        private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
