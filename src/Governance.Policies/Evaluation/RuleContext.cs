namespace Governance.Policies;

/// <summary>What a rule is evaluated against.</summary>
internal sealed record RuleContext(PolicyRule Rule, GateInput Input, RequiredBinding Bound)
{
    /// <summary>False in a replay of runs of engines that did not distinguish a first version from others.</summary>
    public bool KnowsFirstVersions { get; init; } = true;

    public RuleParameters Parameters => Rule.Parameters;

    public EvidenceChoice Evidence { get; } = new(Input, Bound);

    public static string Listed(IEnumerable<string> words) => string.Join(", ", words);

    /// <summary>"at most 180 days old", or null when the rule names no age.</summary>
    public Sentence? AgeLimit =>
        Parameters.Integer("maxAgeDays") is { } days
            ? Sentence.Of(
                "asked.age",
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"at most {days} days old"),
                ("days", Values.Days(days))
            )
            : null;
}
