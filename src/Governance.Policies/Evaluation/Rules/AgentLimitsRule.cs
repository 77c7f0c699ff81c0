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
        var expected = bounds.Count == 0 ? "no limit" : RuleContext.Listed(bounds.Select(bound => bound.Asked));
        var actual = RuleContext.Listed(
            bounds.Select(bound => bound.Described(bound.Currency is null ? null : limits.Currency)).DefaultIfEmpty("no limit")
        );
        var missing = bounds.FindAll(bound => bound.Declared is null);
        var above = bounds.FindAll(bound => bound.Declared > bound.Most && (bound.Currency is null || bound.Currency == limits.Currency));
        var wrong = new List<string>();
        if (missing.Count > 0)
        {
            wrong.Add($"Limits that are missing: {RuleContext.Listed(missing.Select(bound => bound.Name))}. Add them to the manifest.");
        }

        if (above.Count > 0)
        {
            wrong.Add(
                $"Limits that are too high: {RuleContext.Listed(above.Select(bound => bound.Compared))}. Lower them in the manifest."
            );
        }

        if (limits.Spend is not null && currency is not null && limits.Currency != currency)
        {
            wrong.Add($"The limit of spending is in {limits.Currency}, and the rule is in {currency}. Give it in {currency}.");
        }

        return wrong.Count == 0
            ? Finding.Pass("Every limit is declared and low enough.", expected, actual)
            : Finding.Fail(string.Join(" ", wrong), expected, actual);
    }

    private static decimal? Money(double? amount) =>
        amount is { } value ? decimal.Parse(Number.Write(value), NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    private sealed record Bound(string Name, decimal? Most, decimal? Declared, string? Currency)
    {
        public string Asked => Text($"{Name} <= {Most:0.##########}{Unit(Currency)}");

        public string Compared => Text($"{Name} {Declared:0.##########}{Unit(Currency)} (<= {Most:0.##########})");

        public string Described(string? currency) =>
            Declared is { } declared ? Text($"{Name} {declared:0.##########}{Unit(currency)}") : $"{Name} –";

        private static string Unit(string? currency) => currency is null ? string.Empty : $" {currency}";

        private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
