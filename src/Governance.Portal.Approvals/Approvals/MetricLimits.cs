using System.Globalization;
using Governance.Policies;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>A limit on a metric, read from what a gate required.</summary>
/// <param name="Value">The limit.</param>
/// <param name="IsUpper">True when the metric must stay below it.</param>
internal sealed record MetricLimit(double Value, bool IsUpper);

/// <summary>Finds the limit that a gate sets on a metric.</summary>
internal static class MetricLimits
{
    /// <summary>The limit of the first threshold rule on the metric over all rows, or null.</summary>
    public static MetricLimit? Of(IReadOnlyList<RuleView> rules, string metric)
    {
        foreach (var rule in rules.Where(r => r.Type == "metric_threshold"))
        {
            if (rule.AskedText is { IsStored: false, Statements: { } asked })
            {
                if (asked.Select(statement => Of(statement, metric)).FirstOrDefault(known => known is not null) is { } bound)
                {
                    return bound;
                }

                continue;
            }

            // The requirement of a run of an earlier engine reads "auc >= 0.75" with further conditions behind it.
            if (
                rule.Expected?.Split(' ') is { Length: >= 3 } words
                && words[0] == metric
                && double.TryParse(words[2].TrimEnd(','), NumberStyles.Float, CultureInfo.InvariantCulture, out var limit)
            )
            {
                return new MetricLimit(limit, words[1] is "<" or "<=");
            }
        }

        return null;
    }

    private static MetricLimit? Of(Statement asked, string metric) =>
        asked.Value<StatementValue.Measure>("measure")?.Text == metric
        && asked.Value<StatementValue.Name>("attribute") is null
        && asked.Value<StatementValue.Name>("slice") is null
        && asked.Value<StatementValue.Number>("limit") is { } limit
        && asked.Value<StatementValue.Term>("comparison") is { } comparison
            ? new MetricLimit(limit.Value, comparison.Word is "<" or "<=")
            : null;
}
