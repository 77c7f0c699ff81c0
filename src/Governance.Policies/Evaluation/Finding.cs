namespace Governance.Policies;

/// <summary>What a rule found, before mode, severity and waivers are looked at.</summary>
internal sealed record Finding(RuleOutcome Outcome, string Message, string? Expected = null, string? Actual = null)
{
    public IReadOnlyList<GateEvidence> Evidence { get; init; } = [];

    /// <summary>False for a failure of which no one knows what would be waived.</summary>
    public bool CanBeWaived { get; init; } = true;

    public static Finding Pass(string message, string? expected = null, string? actual = null) =>
        new(RuleOutcome.Pass, message, expected, actual);

    public static Finding Fail(string message, string? expected = null, string? actual = null) =>
        new(RuleOutcome.Fail, message, expected, actual);

    public static Finding Error(string message, string? expected = null, string? actual = null) =>
        new(RuleOutcome.Error, message, expected, actual);

    public static Finding NotApplicable(string message) => new(RuleOutcome.NotApplicable, message);

    public Finding From(params IEnumerable<GateEvidence> evidence) => this with { Evidence = [.. evidence] };
}
