namespace Governance.Policies;

internal enum ParameterKind
{
    /// <summary>One or more words.</summary>
    List,
    Text,
    Integer,
    Number,
    Flag,

    /// <summary>Three capital letters.</summary>
    Currency,

    /// <summary>A list of words, or the single word "all" (kept as an empty list).</summary>
    ListOrAll,

    /// <summary>A score of the risk matrix as a whole number, or the word of a band (kept as the band's highest score).</summary>
    RiskScore,

    /// <summary>Tools that are allowed: names or risks, each as a word or as a mapping with conditions; an amount is the highest.</summary>
    ToolsAllowed,

    /// <summary>The same of tools that are asked about or denied; there an amount is the one from which they are.</summary>
    ToolsRestricted,
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
