namespace Governance.Policies;

internal enum ParameterKind
{
    /// <summary>One or more words.</summary>
    List,
    Text,
    Integer,
    Number,
    Flag,

    /// <summary>A list of words, or the single word "all" (kept as an empty list).</summary>
    ListOrAll,

    /// <summary>A score of the risk matrix as a whole number, or the word of a band (kept as the band's highest score).</summary>
    RiskScore,
}

/// <summary>
/// One parameter of a rule type: the single source for the parser and the JSON Schema. Words null means any; the range is for numbers.
/// </summary>
internal sealed record ParameterSpec(
    string Name,
    ParameterKind Kind,
    bool Required = false,
    IReadOnlyList<string>? Words = null,
    double Minimum = 0,
    double Maximum = 1_000_000_000
);
