namespace Governance.Policies;

/// <summary>What a rule is evaluated against.</summary>
internal sealed record RuleContext(PolicyRule Rule, GateInput Input)
{
    public RuleParameters Parameters => Rule.Parameters;

    public EvidenceChoice Evidence { get; } = new(Input);

    public static string Listed(IEnumerable<string> words) => string.Join(", ", words);

    /// <summary>"at most 180 days old", or null when the rule names no age.</summary>
    public string? AgeLimit =>
        Parameters.Integer("maxAgeDays") is { } days
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"at most {days} days old")
            : null;
}
