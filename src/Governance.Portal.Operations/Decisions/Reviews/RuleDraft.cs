using Governance.Domain.Decisions.Reviews;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>A rule while it is edited. What its kind does not read is kept for as long, and left out of the rule.</summary>
public sealed class RuleDraft
{
    /// <summary>What it looks at.</summary>
    public ReviewRuleKind Kind { get; set; }

    /// <summary>Name of the field.</summary>
    public string? Field { get; set; }

    /// <summary>The outcome, or the value of the group.</summary>
    public string? Value { get; set; }

    /// <summary>Least confidence.</summary>
    public double? Low { get; set; }

    /// <summary>Greatest confidence.</summary>
    public double? High { get; set; }

    /// <summary>The bound of an amount.</summary>
    public double? Above { get; set; }

    /// <summary>Share in percent.</summary>
    public double? Percent { get; set; }

    /// <summary>What is to be edited.</summary>
    public static RuleDraft Of(ReviewRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return new RuleDraft
        {
            Kind = rule.Kind,
            Field = rule.Field,
            Value = rule.Value,
            Low = rule.Low,
            High = rule.High,
            Above = rule.Above,
            Percent = rule.Share * 100,
        };
    }

    /// <summary>The rule.</summary>
    public ReviewRule ToRule() =>
        Kind switch
        {
            ReviewRuleKind.ConfidenceBand => new(Kind, Low: Low, High: High),
            ReviewRuleKind.Outcome => new(Kind, Value: Value?.Trim()),
            ReviewRuleKind.Group => new(Kind, Field?.Trim(), Value?.Trim()),
            ReviewRuleKind.Amount => new(Kind, Field?.Trim(), Above: Above),
            ReviewRuleKind.RandomShare => new(Kind, Share: Percent / 100),
            ReviewRuleKind.All => new(Kind),
        };
}
