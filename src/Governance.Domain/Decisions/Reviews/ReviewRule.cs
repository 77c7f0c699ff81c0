using System.Globalization;
using System.Text.Json;

namespace Governance.Domain.Decisions.Reviews;

/// <summary>What a rule looks at.</summary>
public enum ReviewRuleKind
{
    /// <summary>The model's confidence is within two bounds, both included.</summary>
    ConfidenceBand,

    /// <summary>The outcome is a certain one.</summary>
    Outcome,

    /// <summary>A field of the input has a certain value.</summary>
    Group,

    /// <summary>A field of the input is a number above a bound.</summary>
    Amount,

    /// <summary>A share of all decisions, drawn so that no one can choose which.</summary>
    RandomShare,

    /// <summary>Every decision.</summary>
    All,
}

/// <summary>A decision as rules see it: what is stored of it, nothing more.</summary>
/// <param name="Id">The sender's id.</param>
/// <param name="Outcome">What was done or said.</param>
/// <param name="Confidence">The model's confidence.</param>
/// <param name="ValueOf">The stored value of a field; null where it is not stored, or masked.</param>
public sealed record RuledDecision(string Id, string? Outcome, double? Confidence, Func<string, JsonElement?> ValueOf);

/// <summary>Which decisions of a model go to a person.</summary>
/// <param name="Kind">What it looks at.</param>
/// <param name="Field">Name of the field of the input, for a group or an amount.</param>
/// <param name="Value">The outcome, or the value of the group.</param>
/// <param name="Low">Least confidence.</param>
/// <param name="High">Greatest confidence.</param>
/// <param name="Above">The bound of an amount, itself not included.</param>
/// <param name="Share">Share of decisions, above 0 and at most 1.</param>
public sealed record ReviewRule(
    ReviewRuleKind Kind,
    string? Field = null,
    string? Value = null,
    double? Low = null,
    double? High = null,
    double? Above = null,
    double? Share = null
)
{
    /// <summary>Longest field or value.</summary>
    public const int MaxText = 200;

    // Reads a field, which has to be stored for it.
    internal bool ReadsField => Kind is ReviewRuleKind.Group or ReviewRuleKind.Amount;

    /// <summary>True when the rule sends a decision to a person. What it cannot read it does not match.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="seed">Secret of the model's draws.</param>
    public bool Matches(RuledDecision decision, byte[] seed)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return Kind switch
        {
            ReviewRuleKind.ConfidenceBand => decision.Confidence >= Low && decision.Confidence <= High,
            ReviewRuleKind.Outcome => string.Equals(decision.Outcome, Value, StringComparison.Ordinal),
            ReviewRuleKind.Group => decision.ValueOf(Field!) is { } value && string.Equals(Text(value), Value, StringComparison.Ordinal),
            ReviewRuleKind.Amount => decision.ValueOf(Field!) is { } value && Number(value) > Above,
            ReviewRuleKind.RandomShare => ReviewDraw.Of(seed, "share", decision.Id) < Share,
            ReviewRuleKind.All => true,
        };
    }

    /// <summary>Null when the rule is complete, else what is wrong with it.</summary>
    internal Sentence? Problem() =>
        Kind switch
        {
            ReviewRuleKind.ConfidenceBand => Low is >= 0 and <= 1 && High is >= 0 and <= 1 && Low <= High && Only(low: true)
                ? null
                : (Sentence)(
                    $"A confidence band must have the members low and high and no others. Both must be from 0 to 1, and low cannot be "
                    + $"above high."
                ),
            ReviewRuleKind.Outcome => IsText(Value) && Only(value: true)
                ? null
                : (Sentence)$"A rule on an outcome must have the member value and no others.",
            ReviewRuleKind.Group => IsText(Field) && IsText(Value) && Only(field: true, value: true)
                ? null
                : (Sentence)$"A rule on a group must have the members field and value and no others.",
            ReviewRuleKind.Amount => IsText(Field) && Above is { } above && double.IsFinite(above) && Only(field: true, above: true)
                ? null
                : (Sentence)$"A rule on an amount must have the members field and above and no others.",
            ReviewRuleKind.RandomShare => Share is > 0 and <= 1 && Only(share: true)
                ? null
                : (Sentence)$"A rule on a random share must have the member share, above 0 and at most 1, and no others.",
            ReviewRuleKind.All => Only() ? null : (Sentence)$"A rule for all decisions cannot have other members.",
        };

    // A member that a rule does not read would be a misunderstanding.
    private bool Only(bool field = false, bool value = false, bool low = false, bool above = false, bool share = false) =>
        (field || Field is null)
        && (value || Value is null)
        && (low || (Low is null && High is null))
        && (above || Above is null)
        && (share || Share is null);

    private static bool IsText(string? text) => text is { Length: > 0 and <= MaxText };

    private static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };

    private static double? Number(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number ? value.GetDouble()
        : value.ValueKind is JsonValueKind.String
        && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
        : null;
}
