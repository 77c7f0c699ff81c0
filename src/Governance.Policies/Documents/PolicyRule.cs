namespace Governance.Policies;

/// <summary>One rule of a policy.</summary>
public sealed record PolicyRule
{
    /// <summary>Id, unique within its policy, such as <c>PERF-01</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A type of the rule catalogue, such as <c>metric_threshold</c>.</summary>
    public required string Type { get; init; }

    /// <summary>How grave a failure is.</summary>
    public required RuleSeverity Severity { get; init; }

    /// <summary>The rule's parameters, checked against its type.</summary>
    public required RuleParameters Parameters { get; init; }

    /// <summary>Controls of outside frameworks that the rule serves.</summary>
    public IReadOnlyList<string> Controls { get; init; } = [];

    /// <summary>Why the rule exists; null when the file does not say.</summary>
    public string? Rationale { get; init; }

    /// <summary>Whether a failure can be waived.</summary>
    public bool Waivable { get; init; }

    /// <summary>Line of the rule in its file, counted from 1.</summary>
    public required int Line { get; init; }
}
