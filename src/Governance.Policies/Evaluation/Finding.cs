namespace Governance.Policies;

/// <summary>What a rule found, before mode, severity and waivers are looked at.</summary>
internal sealed record Finding(RuleOutcome Outcome, Sentence Message, Sentence? Expected = null, Sentence? Actual = null)
{
    public IReadOnlyList<GateEvidence> Evidence { get; init; } = [];

    /// <summary>False for a failure of which no one knows what would be waived.</summary>
    public bool CanBeWaived { get; init; } = true;

    public static Finding Pass(Sentence message, Sentence? expected = null, Sentence? actual = null) =>
        new(RuleOutcome.Pass, message, expected, actual);

    public static Finding Fail(Sentence message, Sentence? expected = null, Sentence? actual = null) =>
        new(RuleOutcome.Fail, message, expected, actual);

    public static Finding Error(Sentence message, Sentence? expected = null, Sentence? actual = null) =>
        new(RuleOutcome.Error, message, expected, actual);

    public static Finding NotApplicable(Sentence message) => new(RuleOutcome.NotApplicable, message);

    public Finding From(params IEnumerable<GateEvidence> evidence) => this with { Evidence = [.. evidence] };
}
